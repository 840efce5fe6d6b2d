import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { Failure } from '../../problems/failure.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** False for a route that answers however much there is to do, such as a probe. */
    sheddable?: boolean
  }
}

/** How often the delay is judged, by its average since the last time: a short pause among quiet moments is no overload. */
const sampleMs = 1000

/** Refuses requests as `overloaded` while the event loop is late by more than `maxDelayMs` on average; 0 never. */
export async function shedLoad(app: FastifyInstance, maxDelayMs: number): Promise<void> {
  if (maxDelayMs === 0) return
  await app.register(underPressure, {
    maxEventLoopDelay: maxDelayMs,
    sampleInterval: sampleMs,
    pressureHandler: (request) =>
      request.routeOptions.config.sheddable === false
        ? undefined
        : Promise.reject(new Failure('overloaded', { detail: 'the service has more to do than it can finish in time' }))
  })
}
