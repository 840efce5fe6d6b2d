import { Writable } from 'node:stream'
import t, { type Test } from 'tap'
import { httpLimits } from '../../src/http/limits.ts'
import { isObject } from '../../src/json.ts'
import { openServer } from '../../src/http/server.ts'
import { createLogger } from '../../src/observability/logger.ts'
import { connectRedis, type RedisConnection } from '../../src/redis.ts'
import { startRedis, withoutRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'

const silent = createLogger('silent', new Writable({ write: (_chunk, _encoding, done) => done() }), [])
const nothing = () => {}

async function tell(answer: Response): Promise<string> {
  return `${answer.status} ${/r=\d+/.exec(answer.headers.get('ratelimit') ?? '')?.[0]}`
}

/** A server with one route. Its requests have the weight in `weight` of query or body. `max` is the limit. */
async function startWeighing(t: Test, max: number, redis: RedisConnection | null) {
  const app = await openServer(
    {
      logger: silent,
      observer: { onStart: nothing, onEnd: nothing, onRefusal: nothing },
      tracer: null,
      trustProxy: false,
      publicPath: '',
      corsOrigins: [],
      maxEventLoopDelayMs: 0,
      auth: { mode: 'none' },
      rateLimit: { max, windowMs: 60_000 },
      limits: httpLimits,
      lifecycle: { isShuttingDown: false, isCutOff: false },
      redis
    },
    async (server) => {
      server.route({
        method: ['GET', 'POST'],
        url: '/weigh',
        config: {
          needs: 'nothing',
          weightOf: ({ query, body }) =>
            Number([query, body].map((part) => isObject(part) && part['weight']).find(Boolean) ?? 1)
        },
        handler: () => ({})
      })
    }
  )
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  return {
    get: async (weight: number) => tell(await fetch(`${url}/weigh?weight=${weight}`)),
    post: async (weight: number) =>
      tell(
        await fetch(`${url}/weigh`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ weight })
        })
      ),
    refusal: async (weight: number): Promise<unknown> => (await fetch(`${url}/weigh?weight=${weight}`)).json()
  }
}

async function weighs(t: Test, redis: RedisConnection | null): Promise<void> {
  const { get, post, refusal } = await startWeighing(t, 14, redis)
  t.equal(await get(1), '200 r=13')
  t.equal(await get(5), '200 r=8')
  t.equal(await post(5), '200 r=3')
  t.equal(await post(5), '429 r=2', 'one that is refused counts for 1')
  t.match(await refusal(5), {
    slug: 'rate-limited',
    detail: 'this request counts for 5 requests; left in this window: 1'
  })
  t.equal(await post(1), '200 r=0', 'what is left may be spent on something cheaper')
  t.equal(await get(5), '429 r=0')
}

void t.test('a request counts by its parameters, in the query and in the body', async (t) => {
  await weighs(t, null)
  const { get } = await startWeighing(t, 3, null)
  t.equal(await get(5), '200 r=0', 'whatever the limit, a request is possible')
})

void t.test('the same with counts in Redis', { skip: withoutRedis }, async (t) => {
  const { url } = await startRedis(t)
  const redis = connectRedis(url, silent)
  t.teardown(() => redis.close())
  await until(() => redis.client.status === 'ready')
  await weighs(t, redis)
})
