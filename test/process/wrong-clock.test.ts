import { renameSync, writeFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { startSimulator, type Simulator } from '../../simulator/src/simulator.ts'
import { startChild, unmeasured } from '../support/child.ts'
import { withFaults } from '../support/faults.ts'
import { secondsFromNow, startIssuer } from '../support/issuer.ts'
import { bearer } from '../support/keys.ts'
import { startRedis, withoutRedis } from '../support/redis.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'
import { until } from '../support/until.ts'

const hoursMs = 3_600_000
const wrongClocks = [
  ['eight hours ahead', 8 * hoursMs],
  ['eight hours behind', -8 * hoursMs],
  ['a minute behind', -60_000]
] as const

interface Clocked {
  readonly get: (headers?: Record<string, string>) => Promise<Response>
  /** Shifts the wall clock by some milliseconds; 0 resets it. */
  readonly setWrong: (ms: number) => void
  /** Advances the monotonic clock by some milliseconds. */
  readonly pass: (ms: number) => void
}

/** The service as a process with shiftable clocks, and a request to iam, whose upstream requests contain no time. */
async function startClocked(t: Test, environment: Readonly<Record<string, string | undefined>>): Promise<Clocked> {
  const file = `${t.testdir({ clocks: '0 0' })}/clocks`
  let wrongMs = 0
  let passedMs = 0
  const write = (): void => {
    writeFileSync(`${file}.new`, `${wrongMs} ${passedMs}`)
    renameSync(`${file}.new`, file)
  }
  const settings = {
    ...unmeasured,
    AUTH_MODE: 'none',
    ...environment,
    PORT: '0',
    CLOCKS_FILE: file
  }
  const preloaded = ['--import', './test/support/shifted-clocks.ts', 'src/server.ts']
  const { said } = startChild(t, process.execPath, settings, preloaded)
  const url = await said(/http:\/\/127\.0\.0\.1:\d+/)
  return {
    get: (headers = {}) => fetch(`${url}/accounts?source=iam`, { headers }),
    setWrong(ms) {
      wrongMs = ms
      write()
    },
    pass(ms) {
      passedMs += ms
      write()
    }
  }
}

async function startUpstreams(t: Test): Promise<Simulator & { readonly settings: Record<string, string> }> {
  const simulator = await startSimulator()
  t.teardown(() => simulator.close())
  return { ...simulator, settings: sandboxSettings(simulator.url) }
}

void t.test('a wrong wall clock neither prolongs nor shortens the pause after an issuer failed', async (t) => {
  const { settings } = await startUpstreams(t)
  const { environment, sign, publish, fetches } = await startIssuer(t)
  const { get, setWrong, pass } = await startClocked(t, { ...settings, ...environment })
  const token = bearer(await sign({ exp: secondsFromNow(24 * 3600) }))
  for (const [clock, wrongMs] of wrongClocks) {
    const before = fetches()
    publish({ status: 500, body: 'no' })
    setWrong(wrongMs)
    t.equal((await get(token)).status, 503, clock)
    publish(null)
    setWrong(0)
    t.equal((await get(token)).status, 503)
    t.equal(fetches(), before + 1)
    pass(5000)
    t.equal((await get(token)).status, 200)
    t.equal(fetches(), before + 2)
    // Too old to be served.
    pass(3_600_000)
  }
})

void t.test("an issuer's keys are fetched again after ten minutes, whatever the wall clock was", async (t) => {
  const { settings } = await startUpstreams(t)
  const { environment, sign, fetches } = await startIssuer(t)
  const { get, setWrong, pass } = await startClocked(t, { ...settings, ...environment })
  const token = bearer(await sign({ exp: secondsFromNow(24 * 3600) }))
  for (const [clock, wrongMs] of wrongClocks) {
    const before = fetches()
    setWrong(wrongMs)
    t.equal((await get(token)).status, 200, clock)
    setWrong(0)
    t.equal((await get(token)).status, 200)
    t.equal(fetches(), before + 1)
    pass(600_000)
    t.equal((await get(token)).status, 200)
    await until(() => fetches() === before + 2)
    pass(3_600_000)
  }
})

void t.test('a circuit that opened under a wrong wall clock closes after its cooldown', async (t) => {
  const simulator = await startUpstreams(t)
  const breaker = { BREAKER_THRESHOLD: '1', RETRY_ATTEMPTS: '0' }
  const { get, setWrong, pass } = await startClocked(t, { ...simulator.settings, ...breaker })
  for (const [clock, wrongMs] of wrongClocks) {
    withFaults(t, simulator, { iam: { kind: 'http', status: 500, times: 1 } })
    setWrong(wrongMs)
    t.equal((await get()).status, 502, clock)
    setWrong(0)
    const refused = await get()
    t.match([refused.status, refused.headers.get('retry-after')], [503, /^(\d|10)$/])
    pass(10_000)
    t.equal((await get()).status, 200)
  }
})

void t.test('an answer cached under a wrong wall clock is fresh, then stale, for the usual time', async (t) => {
  const simulator = await startUpstreams(t)
  const cache = { CACHE_TTL_MS: '60000', CACHE_STALE_IF_ERROR_MS: '60000', RETRY_ATTEMPTS: '0' }
  const { get, setWrong, pass } = await startClocked(t, { ...simulator.settings, ...cache })
  for (const [clock, wrongMs] of wrongClocks) {
    const before = simulator.calls.length
    setWrong(wrongMs)
    t.equal((await get()).headers.get('age'), null, clock)
    setWrong(0)
    t.match((await get()).headers.get('age'), /^\d{1,2}$/)
    t.equal(simulator.calls.length, before + 1)
    pass(60_000)
    withFaults(t, simulator, { iam: { kind: 'http', status: 500 } })
    t.match((await get()).headers.get('age'), /^[67]\d$/)
    t.equal(simulator.calls.length, before + 2)
    pass(60_000)
    t.equal((await get()).status, 502)
    simulator.clearFault('iam')
  }
})

void t.test('the age of an answer in Redis does not depend on the wall clock', { skip: withoutRedis }, async (t) => {
  const simulator = await startUpstreams(t)
  const redis = await startRedis(t)
  const cache = { CACHE_TTL_MS: '600000', REDIS_URL: redis.url, RATE_LIMIT_MAX: '1000000' }
  const { get, setWrong } = await startClocked(t, { ...simulator.settings, ...cache })
  await until(async () => (await get()).headers.get('age') !== null)
  const before = simulator.calls.length
  for (const [clock, wrongMs] of wrongClocks) {
    setWrong(wrongMs)
    t.match((await get()).headers.get('age'), /^\d{1,2}$/, clock)
  }
  t.equal(simulator.calls.length, before)
})

void t.test('a window of the rate limit that began under a wrong wall clock ends in time', async (t) => {
  const { settings } = await startUpstreams(t)
  const { get, setWrong, pass } = await startClocked(t, { ...settings, RATE_LIMIT_MAX: '1' })
  for (const [clock, wrongMs] of wrongClocks) {
    setWrong(wrongMs)
    t.equal((await get()).status, 200, clock)
    setWrong(0)
    const refused = await get()
    t.match([refused.status, refused.headers.get('retry-after')], [429, /^([1-5]?\d|60)$/])
    pass(60_000)
  }
})

void t.test("a Retry-After date is compared with the upstream's clock", async (t) => {
  const upstream = await startUpstream(t, (_request, response) => {
    const date = new Date().toUTCString()
    const later = new Date(Date.parse(date) + 60_000).toUTCString()
    sendJson(response, '{}', 429, { date, 'retry-after': later })
  })
  const settings = { IAM_BASE_URL: upstream.url, IAM_ACCESS_TOKEN: 'token', RETRY_ATTEMPTS: '0' }
  const { get, setWrong, pass } = await startClocked(t, settings)
  for (const [clock, wrongMs] of wrongClocks) {
    setWrong(wrongMs)
    const refused = await get()
    t.match([refused.status, refused.headers.get('retry-after')], [503, '60'], clock)
    pass(60_000)
  }
})
