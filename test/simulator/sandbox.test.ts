import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { hashOfKey } from '../../src/callers/api-key.ts'
import { startChild, unmeasured, type Child } from '../support/child.ts'

const ports = { PORT: '0', SIMULATOR_PORT: '0' }

function startSandbox(t: Test, environment: Record<string, string>): Child {
  return startChild(t, 'simulator/src/sandbox.ts', { ...ports, ...environment })
}

const upstreamSettings = {
  GATEWAY_BASE_URL: 'https://gateway.example',
  GATEWAY_APP_KEY: 'very-secret',
  GATEWAY_APP_SECRET_FILE: '/run/secrets/very-secret',
  GATEWAY_STAGE: 'TEST',
  IAM_BASE_URL: 'https://iam.example',
  IAM_ACCESS_TOKEN: 'very-secret',
  IAM_ACCESS_TOKEN_FILE: '/run/secrets/very-secret',
  IAM_OFFSET_UNIT: 'page'
}

for (const [name, value] of Object.entries(upstreamSettings)) {
  void t.test(`sandbox with ${name}: refuses to start, by name and without its value`, async (t) => {
    const sandbox = startSandbox(t, { ...unmeasured, [name]: value })
    t.strictSame(await once(sandbox.process, 'close'), [1, null])
    t.match(sandbox.output(), `The sandbox cannot start: ${name} must not be set`)
    t.notMatch(sandbox.output(), value)
    t.notMatch(sandbox.output(), 'sandbox on')
  })
}

void t.test('sandbox with several upstream settings names each', async (t) => {
  const sandbox = startSandbox(t, { IAM_BASE_URL: 'http://i', GATEWAY_APP_KEY: 'k', GATEWAY_URL: 'http://g' })
  await once(sandbox.process, 'close')
  for (const name of ['IAM_BASE_URL', 'GATEWAY_APP_KEY', 'GATEWAY_URL']) t.match(sandbox.output(), name)
})

void t.test('sandbox: all other settings work, and the banner names them and shows the tokens', async (t) => {
  const file = join(t.testdir(), 'keys.json')
  writeFileSync(file, JSON.stringify({ keys: [{ name: 'web', sha256: hashOfKey('rc_key') }] }))
  const origin = 'https://app.example.com'
  const sandbox = startSandbox(t, {
    AUTH_MODE: 'api-key',
    API_KEYS_FILE: file,
    CORS_ORIGINS: origin,
    RATE_LIMIT_MAX: '5',
    INDUSTRY_APP_ID: 'sandbox-app',
    IAM_TIMEOUT_MS: '4000',
    IAM_MAX_PAGE_SIZE: '50',
    // An empty variable is not set, and Kubernetes sets the others.
    GATEWAY_BASE_URL: '',
    GATEWAY_SERVICE_HOST: '10.0.0.1',
    IAM_PORT_80_TCP: 'tcp://10.0.0.1:80'
  })
  const url = (await sandbox.said(/sandbox on http:\/\/127\.0\.0\.1:\d+/)).replace('sandbox on ', '')
  await sandbox.said(/settings .*\n/)
  t.match(sandbox.output(), /settings +PORT, SIMULATOR_PORT, AUTH_MODE, API_KEYS_FILE, CORS_ORIGINS /)
  t.match(sandbox.output(), 'X-Iot-Token: sandbox-iot-token')
  t.match(sandbox.output(), 'X-Iam-Access-Token: sandbox-token or sandbox-token-2')
  t.equal((await fetch(`${url}/accounts?source=iam`)).status, 401)
  const headers = { authorization: 'Bearer rc_key', origin, 'x-iot-token': 'sandbox-iot-token' }
  const answer = await fetch(`${url}/accounts?source=iam,industry`, { headers })
  t.match([answer.status, JSON.parse(await answer.text()).complete], [200, true])
  t.equal(answer.headers.get('access-control-allow-origin'), origin)
  t.match(answer.headers.get('ratelimit-policy'), 'q=5')
  const sources = await (await fetch(`${url}/sources/iam`, { headers })).text()
  t.match(JSON.parse(sources), { timeoutMs: 4000, maxPageSize: 50 })
})
