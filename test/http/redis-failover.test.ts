import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { startSimulator } from '../../simulator/src/simulator.ts'
import { startServer } from '../support/child.ts'
import { startRedis, withoutRedis, type RedisServer } from '../support/redis.ts'
import { startRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

function administer(t: Test, { url }: RedisServer): Redis {
  const client = new Redis(url)
  t.teardown(() => client.disconnect())
  return client
}

interface Line {
  readonly msg: string
  readonly code?: string
}

function linesIn(text: string): Line[] {
  return JSON.parse(`[${text}]`)
}

void t.test('failover behind one address: rate limit and cache work again', { skip: withoutRedis }, async (t) => {
  const simulator = await startSimulator()
  t.teardown(() => simulator.close())
  const [primary, replica] = [await startRedis(t), await startRedis(t)]
  const [one, other] = [administer(t, primary), administer(t, replica)]
  const relay = await startRelay(t, primary.port)
  const { url, output, said } = await startServer(t, {
    ...sandboxSettings(simulator.url),
    PORT: '0',
    REDIS_URL: `redis://127.0.0.1:${relay.port}`,
    RATE_LIMIT_MAX: '20',
    CACHE_TTL_MS: '600000'
  })
  const spend = async (): Promise<Response> => fetch(`${url}/accounts?source=tenant&limit=1`)
  await other.replicaof('127.0.0.1', primary.port)
  await until(async () => (await spend()).status === 429)

  await other.replicaof('no', 'one')
  await one.replicaof('127.0.0.1', replica.port)
  relay.leadTo(replica.port)
  await other.flushall()
  await until(async () => (await spend()).headers.has('ratelimit'))
  await until(async () => (await spend()).status === 429)
  await until(async () => (await other.keys('rollcall:answer:*')).length > 0)

  await said(/redis is available again.*\n/)
  // Every line is JSON, on standard error too.
  const lines = linesIn(
    output()
      .replace(/\n[^\n]*$/, '')
      .replaceAll('\n', ',\n')
  )
  t.match(
    lines.filter(({ msg }) => msg.startsWith('redis')),
    [{ msg: 'redis is unavailable', code: 'READONLY' }, { msg: 'redis is available again' }]
  )
  t.equal(lines.filter(({ msg }) => msg.startsWith('redis')).length, 2)
})
