import { Redis, type RedisOptions } from 'ioredis'

interface ClientOptions extends Omit<RedisOptions, 'replyMapping'> {
  /** Called if Redis has no password but one was sent. */
  readonly onNeedlessPassword: () => void
}

/**
 * An ioredis client that prints nothing. ioredis writes some password errors to standard error, in plain text, at every
 * connection attempt. Here they are failures like any other. A password that Redis does not need is no failure.
 */
export class RedisClient extends Redis {
  private readonly onNeedlessPassword: () => void

  constructor(url: string, { onNeedlessPassword, ...options }: ClientOptions) {
    // RESP2 has no HELLO, which would contain the password. The ready check prints too, and does not try a write.
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

/** An error reply of Redis, with its code as the message. */
class RedisRefused extends Error {
  override readonly name = 'RedisRefused'
}

/**
 * Replies of a server that cannot serve this connection: a replica, a node that lost its primary or its slots, one that is
 * loading its data or requires a password. Another server behind the same address may work.
 */
const hopeless = 'READONLY MASTERDOWN NOREPLICAS LOADING MOVED ASK CLUSTERDOWN NOAUTH WRONGPASS DENIED'.split(' ')

/** The code of a reply that requires a new connection; null for any other error. Scripts quote it inside their own message. */
export function hopelessCodeOf({ message }: Error): string | null {
  const words: readonly string[] = message.match(/\b[A-Z]{3,}\b/g) ?? []
  return hopeless.find((code) => words.includes(code)) ?? null
}

/** `ECONNREFUSED`, or the first word of the reply, such as `OOM`. The rest may quote addresses and keys. */
export function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  return hopelessCodeOf(error) ?? /^[A-Z]+\b/.exec(error.message)?.[0] ?? error.name
}
