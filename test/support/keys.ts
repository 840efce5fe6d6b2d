import type { Test } from 'tap'
import { hashOfKey } from '../../src/callers/api-key.ts'
import type { Right } from '../../src/callers/caller.ts'
import type { Environment } from '../../src/config/config.ts'
import { plain } from './sources.ts'

export interface KeyHolder {
  readonly sources?: readonly string[]
  readonly rights?: readonly Right[]
  readonly rateLimit?: number | { readonly max: number; readonly windowMs?: number }
  readonly expiresAt?: string
}

/** Settings that accept these keys, each with its own name. */
export function withKeys(t: Test, holders: Readonly<Record<string, KeyHolder>>): Environment {
  const keys = Object.entries(holders).map(([key, holder]) => ({
    name: `of ${key}`,
    sha256: hashOfKey(key),
    sources: holder.sources,
    rights: holder.rights,
    rateLimit: holder.rateLimit,
    expiresAt: holder.expiresAt
  }))
  const folder = t.testdir({ 'keys.json': JSON.stringify({ keys }) })
  return { ...plain, AUTH_MODE: 'api-key', API_KEYS_FILE: `${folder}/keys.json` }
}

/** The header for a key or a token. */
export function bearer(credential: string): Record<string, string> {
  return { authorization: `Bearer ${credential}` }
}
