import { Writable } from 'node:stream'
import type { Test } from 'tap'
import { createLogger } from '../../src/observability/logger.ts'
import { connectRedis, type RedisConnection } from '../../src/redis.ts'
import { until } from './until.ts'

interface Line {
  readonly msg: string
  readonly code?: string
}

export interface Watched extends RedisConnection {
  readonly lines: Line[]
  /** Resolves when the last log line has this message. */
  readonly said: (msg: string) => Promise<void>
}

/** A connection of the service, and its log. It is closed with the test. */
export function connect(t: Test, url: string): Watched {
  const lines: Line[] = []
  const waiting = new Set<() => void>()
  const output = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      for (const look of waiting) look()
      done()
    }
  })
  const redis = connectRedis(url, createLogger('info', output, []))
  t.teardown(() => redis.close())
  const said = (msg: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (lines.at(-1)?.msg !== msg) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { ...redis, lines, said }
}

/** Resolves once the connection works. */
export const ready = (redis: RedisConnection): Promise<void> =>
  until(async () => (await redis.attempt(() => redis.client.ping())) !== null)
