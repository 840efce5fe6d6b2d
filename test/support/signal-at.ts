import { registerHooks } from 'node:module'

/**
 * `node --import` of this sends the process SIGTERM while it loads its file number `SIGNAL_AT`, counted from 1 with the program
 * itself.
 */
const place = Number(process.env['SIGNAL_AT'])
let loaded = 0
registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith('file:')) {
      loaded++
      if (loaded === place) process.kill(process.pid, 'SIGTERM')
    }
    return nextLoad(url, context)
  }
})
