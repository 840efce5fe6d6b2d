import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RateLimit } from '../../model/me.ts'
import type { RedisConnection } from '../../redis.ts'
import { callerKey } from './caller-key.ts'
import type { Counts, Spent } from './memory-counts.ts'

/** The rate limit shared on one Redis. @fastify/rate-limit can only count one at a time. */
export async function redisCounts(
  app: FastifyInstance,
  limitOf: (request: FastifyRequest) => RateLimit,
  redis: RedisConnection
): Promise<Counts> {
  await app.register(rateLimit, {
    global: false,
    max: (request) => limitOf(request).max,
    timeWindow: (request) => limitOf(request).windowMs,
    keyGenerator(request) {
      const { windowMs, max } = limitOf(request)
      return `${windowMs}:${max}:${callerKey(request)}`
    },
    redis: redis.client,
    nameSpace: 'rate-limit:'
  })
  const count = app.createRateLimit()
  const spendMore = async (request: FastifyRequest, more: number): Promise<Spent | null> => {
    const now = await count(request, { increment: false })
    if (now.isAllowed) return null
    if (now.remaining < more) return { ...now, isExceeded: true }
    const counts = await Promise.all(Array.from({ length: more }, () => count(request)))
    const last = counts.at(-1)
    return last === undefined || last.isAllowed ? null : last
  }
  const spend = async (request: FastifyRequest, cost: number): Promise<Spent | null> => {
    const one = await count(request)
    if (one.isAllowed) return null
    const more = Math.min(cost, one.max) - 1
    return one.isExceeded || more === 0 ? one : spendMore(request, more)
  }
  return {
    spend: (request, cost) => redis.attempt(() => spend(request, cost)),
    spendMore: (request, more) => redis.attempt(() => spendMore(request, more))
  }
}
