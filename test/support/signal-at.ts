import { registerHooks } from 'node:module'

/** With `node --import`, sends SIGTERM to the process while it loads file number `SIGNAL_AT`. The program itself is number 1. */
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
