import type { FastifyInstance } from 'fastify'
import { serializeList } from 'structured-headers'
import { Failure } from '../../problems/failure.ts'
import type { RedisConnection } from '../../redis.ts'
import { callerKey } from './caller-key.ts'
import { MemoryCounts, type RateLimit, type Spent } from './memory-counts.ts'
import { redisCounts, type SpendRequest } from './redis-counts.ts'

interface LimitOptions {
  readonly rateLimit: RateLimit | null
  readonly redis: RedisConnection | null
}

const policyName = 'default'

/**
 * Counts every request of a caller in a fixed window and refuses those beyond `max`, with the header fields of
 * draft-ietf-httpapi-ratelimit-headers-10. Instances on one Redis share their counts; while it is unavailable no request is
 * refused. A refused request counts for 1, so what is left may be spent on something cheaper.
 */
export async function limitRate(app: FastifyInstance, { rateLimit: limit, redis }: LimitOptions): Promise<void> {
  if (limit === null) return
  const quota = new Map([
    ['q', limit.max],
    ['w', Math.ceil(limit.windowMs / 1000)]
  ])
  const policy = serializeList([[policyName, quota]])
  const spend = redis === null ? memoryCounts(limit) : await redisCounts(app, limit, redis)
  app.addHook('onRequest', (request, reply, done) => {
    const { cost = 1 } = request.routeOptions.config
    if (cost === 0) return done()
    reply.header('ratelimit-policy', policy)
    const judge = (spent: Spent | null): void => {
      if (spent === null) return done()
      // By hand, for two whole numbers: the serializer takes as long as everything else here.
      reply.header('ratelimit', `"${policyName}";r=${spent.remaining};t=${spent.ttlInSeconds}`)
      done(spent.isExceeded ? exceeded(limit, spent, cost) : undefined)
    }
    const spent = spend(request, cost)
    if (spent instanceof Promise) spent.then(judge, done)
    else judge(spent)
  })
}

function memoryCounts(limit: RateLimit): SpendRequest {
  const counts = new MemoryCounts(limit)
  return (request, cost) => counts.spend(callerKey(request), cost)
}

function exceeded({ max, windowMs }: RateLimit, { remaining, ttlInSeconds }: Spent, cost: number): Failure {
  const detail =
    cost > 1 && remaining > 0
      ? `this request counts for ${Math.min(cost, max)}; left: ${remaining}`
      : `more than ${max} requests in ${windowMs} ms`
  return new Failure('rate-limited', { detail, retryAfterSeconds: Math.max(1, ttlInSeconds) })
}
