import type { BaseLogger } from 'pino'

/**
 * Log messages about Redis: one line when it becomes unavailable and one when it is back, with a code and never an address or
 * password.
 */
export interface RedisLog {
  /** The connection failed or broke. May be called repeatedly until `back`. */
  away(code: string): void
  /** The server answers but cannot work. The same code is logged again after a minute. */
  awayAfterReply(code: string): void
  /** The connection works. */
  back(): void
  /** Redis works but rejects a command. Max one line a minute per code. */
  refusal(code: string, message: string): void
  /** Stops logging. */
  close(): void
}

/** Rejections repeat with every command or connection. */
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
