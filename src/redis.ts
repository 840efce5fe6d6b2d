import { Redis } from 'ioredis'
import type { BaseLogger } from 'pino'

/** What instances share. Nothing here ever throws: while Redis is away there is nothing to get, and nothing is kept. */
interface SharedStore {
  /** What is kept under `key`; null when there is nothing, it never expires, or Redis is away. */
  get(key: string): Promise<SharedValue | null>
  /** Keeps `value` for `ttlMs` milliseconds, a positive integer. */
  set(key: string, value: string | Buffer, ttlMs: number): Promise<void>
  delete(key: string): Promise<void>
}

interface SharedValue {
  readonly value: Buffer
  /** Milliseconds until it expires, by the clock of Redis: the one clock that all instances share. */
  readonly leftMs: number
}

export interface RedisConnection extends SharedStore {
  /** For a library that sends commands by itself; to be used within `attempt`. */
  readonly client: Redis
  /** Does work that needs Redis. null when Redis is away or fails: the caller goes on without it. */
  attempt<Result>(work: () => Promise<Result>): Promise<Result | null>
  close(): void
}

/** How long a command may take. Redis answers in less than one millisecond; what takes longer is worth no waiting. */
const commandTimeoutMs = 250
const connectTimeoutMs = 2000
const firstPauseMs = 50
const maxPauseMs = 2000
/** Refusals come with every command: one line is enough for a while. */
const quietMs = 60_000

/**
 * The one connection of the process to Redis. It need not be there when the process starts: the connection is tried again for
 * ever, and until it stands every command fails at once instead of waiting. The log gets one line when Redis goes away and
 * one when it is back, with a code and never an address or password.
 */
export function connectRedis(url: string, logger: Pick<BaseLogger, 'info' | 'warn'>): RedisConnection {
  const client = new Redis(url, {
    keyPrefix: 'rollcall:',
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    enableOfflineQueue: false,
    // A command on its way when the connection breaks may have been done: sent again, it would count twice.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(firstPauseMs * 2 ** (attempt - 1), maxPauseMs)
  })
  let away = false
  let closed = false
  let quietUntil = 0

  const goAway = (code: string): void => {
    if (away || closed) return
    away = true
    logger.warn({ code }, 'redis is away')
  }
  client.on('error', (error) => goAway(codeOf(error)))
  client.on('close', () => goAway('closed'))
  client.on('ready', () => {
    if (away) logger.info({}, 'redis is back')
    away = false
  })

  const noteFailure = (error: unknown): void => {
    if (!(error instanceof Error)) return
    if (error.message === 'Command timed out' && !away) {
      // A server that hangs keeps its connection, and every command would wait: a new connection tells when it is back.
      goAway('timeout')
      client.disconnect(true)
    } else if (error.name === 'ReplyError' && performance.now() >= quietUntil) {
      quietUntil = performance.now() + quietMs
      logger.warn({ code: codeOf(error) }, 'redis refuses commands')
    }
  }
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result | null> => {
    if (away || client.status !== 'ready') return null
    try {
      return await work()
    } catch (error) {
      noteFailure(error)
      return null
    }
  }
  return {
    client,
    attempt,
    async get(key) {
      // In this order a value replaced in between looks older than it is, never younger.
      const read = await attempt(() => Promise.all([client.pttl(key), client.getBuffer(key)]))
      if (read === null) return null
      const [leftMs, value] = read
      return value === null || leftMs < 0 ? null : { value, leftMs }
    },
    async set(key, value, ttlMs) {
      await attempt(() => client.set(key, value, 'PX', ttlMs))
    },
    async delete(key) {
      await attempt(() => client.del(key))
    },
    close() {
      closed = true
      client.disconnect()
    }
  }
}

/** `ECONNREFUSED`, or the first word of what Redis said: `NOAUTH`, `OOM`. The rest may quote addresses and keys. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  return /^[A-Z]+\b/.exec(error.message)?.[0] ?? error.name
}
