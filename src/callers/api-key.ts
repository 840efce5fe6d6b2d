import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Caller } from './caller.ts'
import type { ApiKey } from './key-file.ts'
import { credentialsRejected } from './refusals.ts'

/** The prefix lets people and secret scanners recognise a key. */
const prefix = 'rc_'
const keyBytes = 32

/** A new key: `rc_` and 32 random bytes as base64url. */
export function newKey(): string {
  return prefix + randomBytes(keyBytes).toString('base64url')
}

/** SHA-256 of a key, in hex. A key is 256 random bits, so a slow hash is not needed. */
export function hashOfKey(key: string): string {
  return digestOf(key).toString('hex')
}

/**
 * Finds the caller of a presented key. Throws `unauthenticated` for an unknown or expired key. It compares digests in constant
 * time, and with every key, so that the duration reveals nothing.
 */
export function identifyByKey(keys: readonly ApiKey[]): (key: string) => Caller {
  const known = keys.map(({ sha256, caller }) => ({
    digest: Buffer.from(sha256, 'hex'),
    caller,
    endsAt: caller.expiresAt === null ? Infinity : Temporal.Instant.from(caller.expiresAt).epochMilliseconds
  }))
  return (key) => {
    const presented = digestOf(key)
    let found: (typeof known)[number] | null = null
    for (const key of known) if (timingSafeEqual(key.digest, presented)) found = key
    if (found === null) throw credentialsRejected('the key is unknown')
    if (found.endsAt <= Temporal.Now.instant().epochMilliseconds) throw credentialsRejected('the key has expired')
    return found.caller
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
