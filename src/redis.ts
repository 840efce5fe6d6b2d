import type { BaseLogger } from 'pino'
import type { Redis } from 'ioredis'
import { codeOf, hopelessCodeOf, RedisClient } from './redis-client.ts'
import { createRedisLog } from './redis-log.ts'

/** A store that instances share. It never throws. While Redis is unavailable, reads return null and writes are dropped. */
interface SharedStore {
  /** The value of `key`; null if there is none, it never expires, or Redis is unavailable. */
  get(key: string): Promise<SharedValue | null>
  /** Stores `value` for `ttlMs` milliseconds, a positive integer. */
  set(key: string, value: string | Buffer, ttlMs: number): Promise<void>
  delete(key: string): Promise<void>
}

interface SharedValue {
  readonly value: Buffer
  /** Milliseconds until it expires, by the clock of Redis, which all instances share. */
  readonly leftMs: number
}

export interface RedisConnection extends SharedStore {
  /** For a library that sends its own commands. Use it within `attempt`. */
  readonly client: Redis
  /** Runs work that needs Redis. Null if Redis is unavailable or fails: the caller continues without it. */
  attempt<Result>(work: () => Promise<Result>): Promise<Result | null>
  close(): void
}

/** Timeout of a command. Redis answers in less than a millisecond, so a longer wait is not worth it. */
const commandTimeoutMs = 250
const connectTimeoutMs = 2000
const firstPauseMs = 50
const maxPauseMs = 2000
/** After a connection that worked this long, reconnect delays start again from the shortest. */
const stableMs = 10_000

/**
 * The process's only connection to Redis. Redis need not be available at startup. The connection is retried for ever, and
 * meanwhile every command fails at once. A connection works after a successful write: a server that answers but only refuses,
 * such as a replica after a failover, is reconnected.
 */
export function connectRedis(url: string, logger: Pick<BaseLogger, 'info' | 'warn'>): RedisConnection {
  const log = createRedisLog(logger)
  /** When the connection started to work; null while it does not. */
  let worksSince: number | null = null
  /** Why this connection is unusable, although Redis may answer. */
  let fault: string | null = null
  let failures = 0

  const stopUse = (code: string): void => {
    fault = code
    if (worksSince !== null && performance.now() - worksSince > stableMs) failures = 0
    worksSince = null
  }
  const client = new RedisClient(url, {
    keyPrefix: 'rollcall:',
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    enableOfflineQueue: false,
    // A command in flight may have been executed when the connection broke. Sent again, it would count twice.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: () => Math.min(firstPauseMs * 2 ** failures++, maxPauseMs),
    reconnectOnError(error) {
      const code = hopelessCodeOf(error)
      if (code === null) return false
      stopUse(code)
      log.awayAfterReply(code)
      return true
    },
    onNeedlessPassword: () => log.refusal('password', 'REDIS_URL holds a password, and redis requires none')
  })
  const reconnect = (code: string): void => {
    stopUse(code)
    log.away(code)
    client.disconnect(true)
  }
  const noteFailure = (error: unknown): void => {
    if (!(error instanceof Error)) return
    // A hanging server keeps its connection, and every command would time out. A new connection shows when it is back.
    if (error.message === 'Command timed out') reconnect('timeout')
    else if (error.name === 'ReplyError' && hopelessCodeOf(error) === null) {
      log.refusal(codeOf(error), 'redis rejects commands')
    }
  }
  const prove = async (): Promise<void> => {
    // A write without an effect.
    await client.del('probe').catch(noteFailure)
    if (fault !== null) return
    worksSince = performance.now()
    log.back()
  }
  client.on('connect', () => (fault = null))
  client.on('error', (error) => {
    // During setup this may be a refusal, such as that of a database number.
    if (client.status === 'ready') return reconnect(codeOf(error))
    stopUse(codeOf(error))
    log.away(codeOf(error))
  })
  client.on('close', () => {
    if (fault === null) log.away('closed')
    stopUse(fault ?? 'closed')
  })
  client.on('ready', () => (fault === null ? void prove() : client.disconnect(true)))

  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result | null> => {
    if (worksSince === null) return null
    try {
      return await work()
    } catch (error) {
      if (worksSince !== null) noteFailure(error)
      return null
    }
  }
  return {
    client,
    attempt,
    async get(key) {
      // In this order, a value replaced in between looks older than it is, never younger.
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
      log.close()
      client.disconnect()
    }
  }
}
