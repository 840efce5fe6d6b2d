import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { withFaults } from '../support/faults.ts'
import { startRedis, withoutRedis } from '../support/redis.ts'
import { startSandbox, startService } from '../support/service.ts'
import { pathOf } from '../support/samples.ts'
import { plain } from '../support/sources.ts'
import { until } from '../support/until.ts'

const path = '/accounts?source=tenant'

/** Another instance on the same Redis. */
function lookInto(t: Test, url: string): Redis {
  const client = new Redis(url)
  t.teardown(() => client.disconnect())
  return client
}

void t.test('instances on one Redis share cached responses', { skip: withoutRedis }, async (t) => {
  const redis = await startRedis(t)
  const environment = { ...plain, REDIS_URL: redis.url, CACHE_TTL_MS: '60000', CACHE_STALE_IF_ERROR_MS: '60000' }
  const one = await startSandbox(t, { environment })
  const other = await startService(t, one.simulator.url, { environment })
  const { simulator } = one

  await t.test('one instance calls the upstream, both answer', async (t) => {
    // Connecting to Redis takes a moment. Until then nothing is cached.
    await until(async () => (await one.get(path)).headers.get('age') !== null)
    await until(async () => (await other.get(path)).headers.get('age') !== null)
    simulator.calls.length = 0
    const answers = await Promise.all([one.get(path), other.get(path)])
    t.same(answers[0]?.body.data, answers[1]?.body.data)
    t.equal(answers[0]?.body.data.length, 20)
    t.equal(simulator.calls.length, 0)
  })

  await t.test('its keys do not reveal whose accounts they contain', async (t) => {
    const keys = await lookInto(t, redis.url).keys('*')
    t.ok(keys.length > 0)
    for (const key of keys) t.match(key, /^rollcall:(answer:[\w-]{43}|rate-limit:[\w:.-]+)$/)
  })

  await t.test('while Redis is unavailable every request calls the upstream and is answered', async (t) => {
    await redis.kill()
    simulator.calls.length = 0
    for (const { get } of [one, other]) t.equal((await get(path)).status, 200)
    t.ok(simulator.calls.length > 0)
    await redis.start()
    await until(async () => (await one.get(path)).headers.get('age') !== null)
  })
})

void t.test(
  'a response that the upstream has withdrawn is removed for every instance',
  { skip: withoutRedis },
  async (t) => {
    const redis = await startRedis(t)
    const environment = { ...plain, REDIS_URL: redis.url, CACHE_STALE_IF_ERROR_MS: '60000' }
    const one = await startSandbox(t, { environment })
    const other = await startService(t, one.simulator.url, { environment })
    const lookup = pathOf('identity')
    await until(async () => {
      one.simulator.clearFault('identity')
      t.equal((await one.get(lookup)).status, 200)
      withFaults(t, one.simulator, { identity: { kind: 'reset' } })
      return (await other.get(lookup)).headers.get('age') !== null
    })
    withFaults(t, one.simulator, { identity: { kind: 'body', text: '{"code":200,"data":null}', times: 1 } })
    t.equal((await one.get(lookup)).status, 404)
    withFaults(t, one.simulator, { identity: { kind: 'reset' } })
    await until(async () => (await other.get(lookup)).status === 502)
  }
)

void t.test('a foreign value under one of our keys is ignored', { skip: withoutRedis }, async (t) => {
  const redis = await startRedis(t)
  const environment = { ...plain, REDIS_URL: redis.url, CACHE_TTL_MS: '60000' }
  const { get } = await startSandbox(t, { environment })
  await until(async () => (await get(path)).headers.get('age') !== null)
  const other = lookInto(t, redis.url)
  // The last one is the format of version 1.0.0, with the time of day.
  for (const text of ['', 'nonsense', '60000\n{"code":200}', '60000\n<html>', `${Date.now()}\n{"code":200}`]) {
    for (const key of await other.keys('*answer*')) await other.set(key, text, 'PX', 60_000)
    const { status, headers, body } = await get(path)
    t.match([status, headers.get('age'), body.data.length], [200, null, 20])
  }
})
