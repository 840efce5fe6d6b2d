import t from 'tap'
import { freePort, startRedis, withoutRedis } from './support/redis.ts'
import { connect, ready } from './support/redis-connection.ts'
import { until } from './support/until.ts'

void t.test('a stored value is readable by every instance until it expires', { skip: withoutRedis }, async (t) => {
  const server = await startRedis(t)
  const [one, other] = [connect(t, server.url), connect(t, server.url)]
  await Promise.all([ready(one), ready(other)])
  t.equal(await one.get('a'), null)
  await one.set('a', '昆仑', 60_000)
  await one.set('b', Buffer.from([0, 255]), 1)
  t.equal((await other.get('a'))?.value.toString(), '昆仑')
  await until(async () => (await other.get('b')) === null)
  t.same([...one.lines, ...other.lines], [])
})

void t.test('the clock of Redis decides when a value expires', { skip: withoutRedis }, async (t) => {
  const server = await startRedis(t)
  const redis = connect(t, server.url)
  await ready(redis)
  await redis.set('a', '1', 60_000)
  const leftMs = (await redis.get('a'))?.leftMs ?? 0
  t.ok(leftMs > 0 && leftMs <= 60_000, String(leftMs))
  await redis.client.set('b', 'kept for ever by somebody else')
  t.equal(await redis.get('b'), null)
})

void t.test(
  'while Redis is unavailable no command waits, and the log has one line',
  { skip: withoutRedis },
  async (t) => {
    const server = await startRedis(t)
    const redis = connect(t, server.url)
    await ready(redis)
    const under = redis.attempt(() => redis.client.blpop('nothing', 0))
    await server.kill()
    t.equal(await under, null)
    await redis.said('redis is unavailable')
    for (let time = 0; time < 50; time += 1) {
      await redis.set('a', '1', 1000)
      t.equal(await redis.get('a'), null)
    }
    await server.start()
    await redis.said('redis is available again')
    await redis.set('a', '1', 60_000)
    t.equal(String((await redis.get('a'))?.value), '1')
    t.strictSame(
      redis.lines.map(({ msg }) => msg),
      ['redis is unavailable', 'redis is available again']
    )
  }
)

void t.test('a Redis that is unavailable at the start is connected later', { skip: withoutRedis }, async (t) => {
  const server = await startRedis(t)
  await server.kill()
  const redis = connect(t, server.url.replace('redis://', 'redis://:a-password@'))
  await redis.said('redis is unavailable')
  t.match(redis.lines, [{ code: 'ECONNREFUSED' }])
  t.notMatch(JSON.stringify(redis.lines), /a-password|127\.0\.0\.1/)
  await server.start()
  await redis.said('redis is available again')
})

void t.test('a Redis that hangs is not used until it answers again', { skip: withoutRedis }, async (t) => {
  const server = await startRedis(t)
  const redis = connect(t, server.url)
  await ready(redis)
  await redis.set('a', '1', 60_000)
  server.pause()
  t.equal(await redis.get('a'), null)
  t.match(redis.lines, [{ msg: 'redis is unavailable', code: 'timeout' }])
  const startedAt = performance.now()
  for (let time = 0; time < 50; time += 1) t.equal(await redis.get('a'), null)
  t.ok(performance.now() - startedAt < 6000, 'half of what waiting would take')
  server.resume()
  await redis.said('redis is available again')
  t.equal(String((await redis.get('a'))?.value), '1')
  t.equal(redis.lines.length, 2)
})

void t.test('a Redis that rejects commands is ignored', { skip: withoutRedis }, async (t) => {
  const server = await startRedis(t, '--maxmemory', '1')
  const redis = connect(t, server.url)
  await ready(redis)
  for (let time = 0; time < 10; time += 1) await redis.set('a', '1', 60_000)
  t.match(redis.lines, [{ msg: 'redis rejects commands', code: 'OOM' }])
  t.equal(redis.lines.length, 1)
})

void t.test('a Redis with another password is unavailable', { skip: withoutRedis }, async (t) => {
  const server = await startRedis(t, '--requirepass', 'right')
  const redis = connect(t, server.url.replace('redis://', 'redis://:wrong@'))
  await redis.said('redis is unavailable')
  t.match(redis.lines, [{ code: 'WRONGPASS' }])
  t.equal(await redis.get('a'), null)
})

void t.test('a connection closed while Redis is unavailable is not retried', async (t) => {
  const redis = connect(t, `redis://127.0.0.1:${await freePort()}`)
  await redis.said('redis is unavailable')
  redis.close()
  t.equal(await redis.get('a'), null)
  t.equal(redis.lines.length, 1)
})
