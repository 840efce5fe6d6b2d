import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RedisConnection } from '../../redis.ts'
import { callerKey } from './caller-key.ts'
import type { RateLimit, Spent } from './memory-counts.ts'

/** Counts a request. Null while the shared counts are unavailable. A promise only if there is something to wait for. */
export type SpendRequest = (request: FastifyRequest, cost: number) => Spent | Promise<Spent | null>

/** The rate limit of all instances on one Redis. @fastify/rate-limit counts one at a time. */
export async function redisCounts(
  app: FastifyInstance,
  { max, windowMs }: RateLimit,
  redis: RedisConnection
): Promise<SpendRequest> {
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
