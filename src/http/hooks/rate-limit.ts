import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import { serializeList } from 'structured-headers'
import type { RateLimit } from '../../model/me.ts'
import { Failure } from '../../problems/failure.ts'
import type { RedisConnection } from '../../redis.ts'
import { callerKey } from './caller-key.ts'
import { MemoryCounts, type Counts, type Spent } from './memory-counts.ts'
import { redisCounts } from './redis-counts.ts'

interface LimitOptions {
  readonly rateLimit: RateLimit | null
  readonly redis: RedisConnection | null
}

const policyName = 'default'

/**
 * Counts every request of a caller in a fixed window and refuses those beyond its limit, with the header fields of
 * draft-ietf-httpapi-ratelimit-headers-10. A request counts for the `cost` of its route, and for its `weightOf` once its
 * parameters are known. Instances on one Redis share their counts. While Redis is unavailable, no request is refused. A refused
 * request costs only what it cost before the refusal, so the rest remains for cheaper requests.
 */
export async function limitRate(app: FastifyInstance, { rateLimit, redis }: LimitOptions): Promise<void> {
  if (rateLimit === null) return
  const limitOf = ({ caller }: FastifyRequest): RateLimit => caller?.rateLimit ?? rateLimit
  const counts = redis === null ? memoryCounts(limitOf) : await redisCounts(app, limitOf, redis)
  const policyOf = policies()
  app.addHook('onRequest', (request, reply, done) => {
    const { cost = 1 } = request.routeOptions.config
    if (cost === 0) return done()
    const limit = limitOf(request)
    reply.header('ratelimit-policy', policyOf(limit))
    judge(counts.spend(request, cost), { reply, limit, cost, done })
  })
  app.addHook('onRoute', (route) => {
    const { cost = 1, weightOf } = route.config ?? {}
    if (weightOf === undefined) return
    const charge = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
      const limit = limitOf(request)
      const weight = weightOf(request)
      const more = Math.min(weight, limit.max) - cost
      if (more > 0) judge(counts.spendMore(request, more), { reply, limit, cost: weight, done })
      else done()
    }
    route.preHandler = [charge, ...[route.preHandler ?? []].flat()]
  })
}

interface Charge {
  readonly reply: FastifyReply
  readonly limit: RateLimit
  readonly cost: number
  readonly done: HookHandlerDoneFunction
}

function judge(spending: Spent | Promise<Spent | null>, charge: Charge): void {
  if (spending instanceof Promise) spending.then((spent) => conclude(spent, charge), charge.done)
  else conclude(spending, charge)
}

function conclude(spent: Spent | null, { reply, limit, cost, done }: Charge): void {
  if (spent === null) return done()
  // By hand: the serializer would take as long as everything else here.
  reply.header('ratelimit', `"${policyName}";r=${spent.remaining};t=${spent.ttlInSeconds}`)
  done(spent.isExceeded ? exceeded(limit, spent, cost) : undefined)
}

function memoryCounts(limitOf: (request: FastifyRequest) => RateLimit): Counts {
  const counts = new MemoryCounts()
  return {
    spend: (request, cost) => counts.spend(callerKey(request), limitOf(request), cost),
    spendMore: (request, more) => counts.spendMore(callerKey(request), limitOf(request), more)
  }
}

/** The header field of each limit, created once. */
function policies(): (limit: RateLimit) => string {
  const known = new WeakMap<RateLimit, string>()
  return (limit) => {
    let policy = known.get(limit)
    if (policy === undefined) {
      const quota = new Map([
        ['q', limit.max],
        ['w', Math.ceil(limit.windowMs / 1000)]
      ])
      policy = serializeList([[policyName, quota]])
      known.set(limit, policy)
    }
    return policy
  }
}

function exceeded({ max, windowMs }: RateLimit, { remaining, ttlInSeconds }: Spent, cost: number): Failure {
  const detail =
    cost > 1 && remaining > 0
      ? `this request counts for ${Math.min(cost, max)} requests; left in this window: ${remaining}`
      : `more than ${max} requests in ${windowMs} ms`
  return new Failure('rate-limited', { detail, retryAfterSeconds: Math.max(1, ttlInSeconds) })
}
