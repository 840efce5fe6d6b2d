import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { Failure } from '../../problems/failure.ts'

/** How often the average delay is checked. A single short pause is no overload. */
const sampleMs = 1000

/** Refuses requests as `overloaded` while the average event loop delay exceeds `maxEventLoopDelayMs`; never with 0. */
export async function shedLoad(
  app: FastifyInstance,
  { maxEventLoopDelayMs }: { readonly maxEventLoopDelayMs: number }
): Promise<void> {
  if (maxEventLoopDelayMs === 0) return
  await app.register(underPressure, {
    maxEventLoopDelay: maxEventLoopDelayMs,
    sampleInterval: sampleMs,
    pressureHandler: (request) =>
      request.routeOptions.config.sheddable === false
        ? undefined
        : Promise.reject(new Failure('overloaded', { detail: 'the service is overloaded; retry later' }))
  })
}
