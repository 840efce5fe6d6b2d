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

const policyName = 'default'

/**
 * Counts every request of a caller in a fixed window and refuses those beyond `max`, with the header fields of
 * draft-ietf-httpapi-ratelimit-headers-10. Counts are shared by all instances on one Redis; while it is away nobody is refused.
 * A refused request counts for one, whatever its route costs: what is left may be spent on something cheaper.
 */
export async function limitRate(
  app: FastifyInstance,
  { rateLimit: limit, redis }: { readonly rateLimit: RateLimit | null; readonly redis: RedisConnection | null }
): Promise<void> {
  if (limit === null) return
  const { max, windowMs } = limit
  const store =
    redis === null ? { store: MemoryCounts } : { redis: redis.client, nameSpace: `rate-limit:${windowMs}:${max}:` }
  await app.register(rateLimit, {
    global: false,
    max,
    timeWindow: windowMs,
    keyGenerator: callerKey,
    ...store
  })
  const count = app.createRateLimit()
  const quota = new Map([
    ['q', max],
    ['w', Math.ceil(windowMs / 1000)]
  ])
  const policy = serializeList([[policyName, quota]])

  const spend = async (request: FastifyRequest, cost: number) => {
    const one = await count(request)
    if (one.isAllowed) return null
    const rest = Math.min(cost, max) - 1
    if (one.isExceeded || rest === 0) return one
    if (one.remaining < rest) return { ...one, isExceeded: true }
    const counts = await Promise.all(Array.from({ length: rest }, () => count(request)))
    const last = counts.at(-1)
    return last === undefined || last.isAllowed ? null : last
  }

  app.addHook('onRequest', async (request, reply) => {
    const { cost = 1 } = request.routeOptions.config
    if (cost === 0) return
    reply.header('ratelimit-policy', policy)
    const spent = await (redis === null ? spend(request, cost) : redis.attempt(() => spend(request, cost)))
    if (spent === null) return
    const { remaining, ttlInSeconds, isExceeded } = spent
    // By hand, for two whole numbers: the serializer takes as long as all else here.
    reply.header('ratelimit', `"${policyName}";r=${remaining};t=${ttlInSeconds}`)
    if (!isExceeded) return
    const detail =
      cost > 1 && remaining > 0
        ? `this request counts for ${Math.min(cost, max)}; left: ${remaining}`
        : `more than ${max} requests in ${windowMs} ms`
    throw new Failure('rate-limited', { detail, retryAfterSeconds: Math.max(1, ttlInSeconds) })
  })
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
