import type { GivenLookupKey, LookupKey } from '../../model/lookup.ts'
import { invalidRequest, type Failure } from '../../problems/failure.ts'

/**
 * A given key → the key with its default filled in. Throws a Failure unless it is exactly one. In a body, the schema has checked
 * this before.
 */
export function readLookupKey({ phone, email, loginId, loginSource }: GivenLookupKey): LookupKey {
  const given = [phone, email, loginId].filter((value) => value !== undefined)
  if (given.length !== 1) throw keyMistake('phone, email or loginId', 'must be given, and only one of them')
  if (loginSource !== undefined && loginId === undefined)
    throw keyMistake('loginSource', 'is only allowed with loginId')
  if (phone !== undefined) return { phone }
  if (email !== undefined) return { email }
  return { loginId: loginId ?? '', loginSource: loginSource ?? 'openAccount' }
}

function keyMistake(name: string, message: string): Failure {
  return invalidRequest({ in: 'query', name, message })
}
