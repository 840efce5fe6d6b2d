import t from 'tap'
import { bearer, withKeys } from '../support/keys.ts'
import { startRedis, withoutRedis } from '../support/redis.ts'
import { startSandbox, startService, type Answer, type Service } from '../support/service.ts'
import { until } from '../support/until.ts'

/** Repeats a request until Redis counts it: connecting takes a moment. */
async function connected({ url }: Service): Promise<void> {
  await until(async () => (await fetch(`${url}/sources`)).headers.get('ratelimit') !== null)
}

const linesOf = (service: Service, what: string): number => service.log().split(what).length - 1

void t.test('instances on one Redis share the count of a caller', { skip: withoutRedis }, async (t) => {
  const redis = await startRedis(t)
  const environment = { REDIS_URL: redis.url, RATE_LIMIT_MAX: '50' }
  const one = await startSandbox(t, { environment })
  const other = await startService(t, one.simulator.url, { environment })
  const different = await startService(t, one.simulator.url, { environment: { ...environment, RATE_LIMIT_MAX: '60' } })
  await Promise.all([connected(one), connected(other), connected(different)])
  const asked: Answer[] = []
  for (let round = 0; round < 10; round++) {
    asked.push(
      ...(await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 ? one : other).get('/sources'))))
    )
  }
  // On a busy machine Redis may answer too late for some, which pass uncounted.
  const counted = asked.filter(({ headers }) => headers.has('ratelimit'))
  const passed = counted.filter(({ status }) => status === 200).length
  t.ok(passed < 50 && passed > 40 - (asked.length - counted.length), `${passed} of ${counted.length} passed`)
  await until(async () => (await one.get('/sources')).status === 429)
  const refused = await one.get('/sources')
  t.match(refused, { status: 429, body: { type: '/problems/rate-limited' } })
  t.match(refused.headers.get('ratelimit'), /^"default";r=0;t=(60|[1-5]?\d)$/)
  t.match(refused.headers.get('retry-after'), /^(60|[1-5]?\d)$/)
  t.match(await different.get('/accounts/export?source=iam&limit=1'), { status: 400 })
  t.match((await different.get('/sources')).headers.get('ratelimit'), /^"default";r=(4\d);t=\d+$/)
})

void t.test('instances on one Redis share the count of a key with its own limit', { skip: withoutRedis }, async (t) => {
  const redis = await startRedis(t)
  const keys = withKeys(t, { few: { rateLimit: { max: 6, windowMs: 50_000 } }, plain: {} })
  const environment = { ...keys, REDIS_URL: redis.url, RATE_LIMIT_MAX: '1000' }
  const one = await startSandbox(t, { environment })
  const other = await startService(t, one.simulator.url, { environment })
  await Promise.all([connected(one), connected(other)])
  const statuses: number[] = []
  for (const service of [one, other, one, other, one, other, one, other]) {
    const { status, headers } = await service.get('/sources', bearer('few'))
    t.equal(headers.get('ratelimit-policy'), '"default";q=6;w=50')
    statuses.push(status)
  }
  t.same(statuses, [200, 200, 200, 200, 200, 200, 429, 429])
  t.match((await other.get('/sources', bearer('plain'))).headers.get('ratelimit-policy'), '"default";q=1000;w=60')
})

void t.test('Redis killed and restarted under load: no request fails', { skip: withoutRedis }, async (t) => {
  const redis = await startRedis(t)
  const service = await startSandbox(t, { environment: { REDIS_URL: redis.url } })
  await connected(service)
  const tally = { running: true, answers: 0, limited: 0 }
  const failed: unknown[] = []
  const ask = async (): Promise<void> => {
    while (tally.running) {
      const response = await fetch(`${service.url}/accounts?source=tenant&limit=1`).catch((error: unknown) => error)
      tally.answers += 1
      if (!(response instanceof Response)) failed.push(response)
      else if (response.status !== 200) failed.push(response.status)
      else if (response.headers.has('ratelimit')) tally.limited += 1
      if (response instanceof Response) await response.text()
    }
  }
  const load = Promise.all(Array.from({ length: 8 }, ask))
  const some = async (what: 'answers' | 'limited'): Promise<void> => {
    const enough = tally[what] + 50
    await until(() => tally[what] >= enough)
  }
  for (const how of ['kill', 'pause'] as const) {
    await some('limited')
    const before = linesOf(service, 'redis is available again')
    await (how === 'kill' ? redis.kill() : redis.pause())
    await until(() => linesOf(service, 'redis is unavailable') > before)
    await some('answers')
    await (how === 'kill' ? redis.start() : redis.resume())
    await until(() => linesOf(service, 'redis is available again') > before)
  }
  await some('limited')
  tally.running = false
  await load
  t.same(failed, [])
  t.equal(linesOf(service, 'redis is unavailable'), 2)
  t.equal(linesOf(service, 'redis is available again'), 2)
  t.notOk(service.log().includes(redis.url))
})

void t.test('a service starts and stops while Redis is unavailable', { skip: withoutRedis }, async (t) => {
  const redis = await startRedis(t)
  await redis.kill()
  const service = await startSandbox(t, { environment: { REDIS_URL: redis.url, RATE_LIMIT_MAX: '1' } })
  for (let time = 0; time < 5; time += 1) {
    const { status, headers } = await service.get('/sources')
    t.equal(status, 200)
    t.equal(headers.get('ratelimit-policy'), '"default";q=1;w=60')
    t.equal(headers.get('ratelimit'), null)
  }
  t.equal(linesOf(service, 'redis is unavailable'), 1)
})
