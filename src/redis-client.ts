import { Redis, type RedisOptions } from 'ioredis'

interface ClientOptions extends Omit<RedisOptions, 'replyMapping'> {
  /** Redis works without the password that it was sent. */
  readonly onNeedlessPassword: () => void
}

/**
 * A client that prints nothing. ioredis writes some refusals of a password to standard error, in plain text, at every attempt
 * to connect; here they are failures like any other. A password that Redis does not want is no failure: Redis is open.
 */
export class RedisClient extends Redis {
  private readonly onNeedlessPassword: () => void

  constructor(url: string, { onNeedlessPassword, ...options }: ClientOptions) {
    // RESP2 has no HELLO, which would carry the password. The check before `ready` prints, too, and does not try a write.
    super(url, { ...options, protocol: 2, enableReadyCheck: false, disableClientInfo: true })
    this.onNeedlessPassword = onNeedlessPassword
  }

  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    const reply = super.sendCommand(...args)
    return args[0].name === 'auth' && reply instanceof Promise ? reply.catch((error) => this.refused(error)) : reply
  }

  private refused(error: Error): 'OK' {
    const code = codeOf(error)
    if (code !== 'ERR' || !/without any password|no password is set/.test(error.message)) throw new RedisRefused(code)
    this.onNeedlessPassword()
    return 'OK'
  }
}

/** What Redis refuses, with its code for a message. */
class RedisRefused extends Error {
  override readonly name = 'RedisRefused'
}

/**
 * Replies of a server that cannot do our work on this connection: a replica, a node that lost its primary or its slots, one that
 * loads its data or wants a password. Behind the same address another one may do it.
 */
const hopeless = 'READONLY MASTERDOWN NOREPLICAS LOADING MOVED ASK CLUSTERDOWN NOAUTH WRONGPASS DENIED'.split(' ')

/** The code of a reply after which only another connection may help; null for any other error. Scripts quote it in their own. */
export function hopelessCodeOf({ message }: Error): string | null {
  const words: readonly string[] = message.match(/\b[A-Z]{3,}\b/g) ?? []
  return hopeless.find((code) => words.includes(code)) ?? null
}

/** `ECONNREFUSED`, or the first word of what Redis said: `OOM`. The rest may quote addresses and keys. */
export function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  return hopelessCodeOf(error) ?? /^[A-Z]+\b/.exec(error.message)?.[0] ?? error.name
}
