import { isIP } from 'node:net'
import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { serializeList } from 'structured-headers'
import { Failure } from '../../problems/failure.ts'
import type { RedisConnection } from '../../redis.ts'
import { MemoryCounts } from './memory-counts.ts'

export interface RateLimit {
  readonly max: number
  readonly windowMs: number
}

/** What is left to a caller after a request. */
export interface Spent {
  readonly isExceeded: boolean
  readonly remaining: number
  readonly ttlInSeconds: number
}

/** Counts a request. Null while the shared counts are unavailable. A promise only if there is something to wait for. */
type Spend = (request: FastifyRequest, cost: number) => Spent | Promise<Spent | null>

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
  const spend = redis === null ? spendInMemory(limit) : await spendInRedis(app, limit, redis)
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

function exceeded({ max, windowMs }: RateLimit, { remaining, ttlInSeconds }: Spent, cost: number): Failure {
  const detail =
    cost > 1 && remaining > 0
      ? `this request counts for ${Math.min(cost, max)}; left: ${remaining}`
      : `more than ${max} requests in ${windowMs} ms`
  return new Failure('rate-limited', { detail, retryAfterSeconds: Math.max(1, ttlInSeconds) })
}

function spendInMemory(limit: RateLimit): Spend {
  const counts = new MemoryCounts(limit)
  return (request, cost) => counts.spend(callerKey(request), cost)
}

/** By the library, which counts one at a time. */
async function spendInRedis(
  app: FastifyInstance,
  { max, windowMs }: RateLimit,
  redis: RedisConnection
): Promise<Spend> {
  await app.register(rateLimit, {
    global: false,
    max,
    timeWindow: windowMs,
    keyGenerator: callerKey,
    redis: redis.client,
    nameSpace: `rate-limit:${windowMs}:${max}:`
  })
  const count = app.createRateLimit()
  const spend = async (request: FastifyRequest, cost: number): Promise<Spent | null> => {
    const one = await count(request)
    if (one.isAllowed) return null
    const rest = Math.min(cost, max) - 1
    if (one.isExceeded || rest === 0) return one
    if (one.remaining < rest) return { ...one, isExceeded: true }
    const counts = await Promise.all(Array.from({ length: rest }, () => count(request)))
    const last = counts.at(-1)
    return last === undefined || last.isAllowed ? null : last
  }
  return (request, cost) => redis.attempt(() => spend(request, cost))
}

/**
 * A known caller is counted by its name, any other by its address: an IPv6 one by its /64, one that holds an IPv4 address by
 * that. Text that is no address in `X-Forwarded-For` is counted for the proxy that passed it on: a caller must not choose it.
 */
function callerKey(request: FastifyRequest): string {
  const { caller } = request
  const name = caller?.name ?? null
  if (name !== null) return `key:${name}`
  const ip = isIP(request.ip) === 0 ? (request.socket.remoteAddress ?? '') : request.ip
  return `address:${normalizeIP(ip)}`
}
