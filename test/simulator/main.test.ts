import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { readSettings } from '../../simulator/src/settings.ts'
import { at, callIam, readJson, simulatorFor } from './client.ts'

const mainPath = new URL('../../simulator/src/main.ts', import.meta.url).pathname

function start(settings: Readonly<Record<string, string>>) {
  return spawn(process.execPath, [mainPath], { env: { ...process.env, ...settings } })
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  void t.test(`npm run simulator serves the configured lists until ${signal}`, async (t) => {
    const child = start({ SIMULATOR_PORT: '0', SIMULATOR_SCALE: '2', SIMULATOR_IAM_OFFSET_UNIT: 'page' })
    const [said] = await once(child.stdout, 'data')
    const [, url = ''] = /on (http:\/\/127\.0\.0\.1:\d+)\n/.exec(String(said)) ?? []
    t.match(String(said), /app key sandbox, secret sandbox-secret, iotToken sandbox-iot-token/)
    t.match(String(said), /access_token sandbox-token or sandbox-token-2/)
    const simulator = { ...(await simulatorFor(t)), url }
    const answer = await readJson(await callIam(simulator, '?Limit=100&Offset=1'))
    t.equal(at(answer, 'Total'), 172)
    t.equal(Object(at(answer, 'sub_accounts')).length, 72)
    const exited = once(child, 'exit')
    child.kill(signal)
    t.same(await exited, [0, null])
  })
}

for (const settings of [
  { SIMULATOR_PORT: 'x' },
  { SIMULATOR_PORT: '65536' },
  { SIMULATOR_PORT: '-1' },
  { SIMULATOR_PORT: '80.5' },
  { SIMULATOR_SCALE: 'x' },
  { SIMULATOR_SCALE: '0' },
  { SIMULATOR_SCALE: '-1' },
  { SIMULATOR_SCALE: '101' },
  { SIMULATOR_IAM_OFFSET_UNIT: 'rows' }
]) {
  void t.test(`${JSON.stringify(settings)} is refused by name`, async (t) => {
    t.throws(() => readSettings(settings), { message: new RegExp(`^${Object.keys(settings).join()} must be `) })
  })
}

void t.test('without settings the documented defaults apply', async (t) => {
  t.same(readSettings({}), { host: '127.0.0.1', port: 3900, scale: 1, iamOffsetUnit: 'row' })
  t.same(readSettings({ SIMULATOR_PORT: '', SIMULATOR_SCALE: '0.5' }), {
    host: '127.0.0.1',
    port: 3900,
    scale: 0.5,
    iamOffsetUnit: 'row'
  })
})

void t.test('an invalid setting, or a port in use, ends the process with 1 and one line', async (t) => {
  const { url } = await simulatorFor(t)
  for (const [settings, line] of [
    [
      { SIMULATOR_SCALE: 'many' },
      'The simulator cannot start: SIMULATOR_SCALE must be a number above 0, at most 100\n'
    ],
    [{ SIMULATOR_PORT: new URL(url).port }, /^The simulator cannot start: listen EADDRINUSE: [^\n]*\n$/]
  ] as const) {
    const child = start(settings)
    const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    t.match(said, line)
    t.equal(status, 1)
  }
})
