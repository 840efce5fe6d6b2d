import { Type, type Static } from 'typebox'
import { Failure, type RequestMistake } from '../problems/failure.ts'
import type { LookupKey } from '../sources/source.ts'

const keyText = (description: string, examples: string[] = []) =>
  Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      pattern: '\\S',
      description,
      ...(examples.length > 0 ? { examples } : {})
    })
  )

/** The members of a key, as parameters of a query and as an object in a body. */
export const keyProperties = {
  phone: keyText('Phone number, complete and unmasked.', ['10000000001']),
  email: keyText('Mail address, complete and unmasked, such as `emma.clark@example.com`.'),
  loginId: keyText('Id of the account at `loginSource`, such as `10480000521`.'),
  loginSource: keyText('Where `loginId` comes from; `openAccount` when left out.')
}

export const lookupKeySchema = Type.Object(keyProperties, {
  $id: 'LookupKey',
  additionalProperties: false,
  description: 'Exactly one of `phone`, `email` and `loginId`; `loginSource` goes with `loginId`.'
})
export type GivenKey = Static<typeof lookupKeySchema>

/** A key as given → the key to ask for, its default filled in. Throws a Failure when it is not exactly one. */
export function toLookupKey(
  { phone, email, loginId, loginSource }: GivenKey,
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
  return new Failure('invalid-request', { detail: `${name}: ${message}`, errors: [{ in: place, name, message }] })
}
