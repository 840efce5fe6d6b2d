import type { BaseLogger } from 'pino'

/** What the log says of Redis: one line when it goes away and one when it is back, with a code and never an address or password. */
export interface RedisLog {
  /** No connection can be made, or it broke. May be called again and again until `back`. */
  away(code: string): void
  /** The server answers and can never work. After a minute the same code is worth a line again. */
  awayAfterReply(code: string): void
  /** A connection works. */
  back(): void
  /** Redis works, and refuses this. Max a line a minute for each code. */
  refusal(code: string, message: string): void
  /** No lines from now on. */
  close(): void
}

/** Refusals come with every command, or with every connection. */
const quietMs = 60_000

export function createRedisLog(logger: Pick<BaseLogger, 'info' | 'warn'>): RedisLog {
  const quietUntil = new Map<string, number>()
  let isAway = false
  let isClosed = false

  const isQuiet = (code: string): boolean => {
    const now = performance.now()
    if (now < (quietUntil.get(code) ?? 0)) return true
    quietUntil.set(code, now + quietMs)
    return false
  }
  const away = (code: string): void => {
    if (isAway || isClosed) return
    isAway = true
    logger.warn({ code }, 'redis is unavailable')
  }
  return {
    away,
    awayAfterReply(code) {
      if (!isAway && !isQuiet(code)) away(code)
    },
    back() {
      if (isAway) logger.info({}, 'redis is available again')
      isAway = false
    },
    refusal(code, message) {
      if (!isQuiet(code)) logger.warn({ code }, message)
    },
    close() {
      isClosed = true
    }
  }
}
