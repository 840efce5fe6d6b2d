import { once } from 'node:events'
import { createServer } from 'node:http'
import t, { type Test } from 'tap'
import { startChild } from '../support/child.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { listenOnLoopback } from '../support/loopback.ts'

/** The output of the service when it exits with 1, with these settings. */
async function complaint(t: Test, settings: Record<string, string>): Promise<string> {
  const service = startChild(t, 'src/server.ts', { ...sandboxSettings('http://127.0.0.1:1'), ...settings })
  const [code] = await once(service.process, 'close')
  t.equal(code, 1)
  return service.output()
}

async function takenPort(t: Test): Promise<string> {
  return new URL(await listenOnLoopback(t, createServer())).port
}

void t.test('a port in use is reported by its setting', async (t) => {
  const port = await takenPort(t)
  t.equal(
    await complaint(t, { PORT: port }),
    `cannot listen: listen EADDRINUSE: address already in use (PORT ${port})\n`
  )
  t.match(
    await complaint(t, { PORT: '0', ADMIN_PORT: port, LOG_LEVEL: 'silent' }),
    `cannot listen: listen EADDRINUSE: address already in use (ADMIN_PORT ${port})\n`
  )
})

void t.test('a HOST of another machine is reported by name, without its value', async (t) => {
  // RFC 5737: an unused address.
  const said = await complaint(t, { HOST: '192.0.2.1', PORT: '0', AUTH_MODE: 'none' })
  t.equal(said, 'cannot listen: listen EADDRNOTAVAIL: address not available (HOST)\n')
})
