import type { GivenLookupKey, LookupKey } from '../../model/lookup.ts'
import type { RequestMistake } from '../../model/problem.ts'
import { invalidRequest, type Failure } from '../../problems/failure.ts'

/** A key as given → the key to ask for, its default filled in. Throws a Failure when it is not exactly one. */
export function readLookupKey(
  { phone, email, loginId, loginSource }: GivenLookupKey,
  place: 'query' | 'body',
  path = ''
): LookupKey {
  const given = [phone, email, loginId].filter((value) => value !== undefined)
  if (given.length !== 1)
    throw keyMistake(place, path || 'phone, email or loginId', 'exactly one of phone, email and loginId is needed')
  if (loginSource !== undefined && loginId === undefined) {
    throw keyMistake(place, path === '' ? 'loginSource' : `${path}.loginSource`, 'goes with loginId only')
  }
  if (phone !== undefined) return { phone }
  if (email !== undefined) return { email }
  return { loginId: loginId ?? '', loginSource: loginSource ?? 'openAccount' }
}

function keyMistake(place: RequestMistake['in'], name: string, message: string): Failure {
  return invalidRequest({ in: place, name, message }, `${name}: ${message}`)
}
