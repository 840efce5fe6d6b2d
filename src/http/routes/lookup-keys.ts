import { Type, type Static } from 'typebox'
import { invalidRequest, type Failure, type RequestMistake } from '../../problems/failure.ts'
import type { LookupKey } from '../../sources/source.ts'

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

/** A key of these members, the first of which must be there. */
const keyOf = (title: string, description: string, ...names: (keyof typeof keyProperties)[]) => ({
  type: 'object',
  title,
  description,
  properties: Object.fromEntries(names.map((name) => [name, keyProperties[name]])),
  required: names.slice(0, 1),
  additionalProperties: false
})

/**
 * What the validator checks of a key; `toLookupKey` checks the rest, because a validator's words about `oneOf` would help no
 * caller. The document says all of it.
 */
export const lookupKeySchema = Type.Object(keyProperties, {
  $id: 'LookupKey',
  additionalProperties: false,
  documentedAs: {
    description: 'Exactly one of `phone`, `email` and `loginId`; `loginSource` goes with `loginId`.',
    oneOf: [
      keyOf('PhoneKey', 'Whom to look up, by phone number.', 'phone'),
      keyOf('EmailKey', 'Whom to look up, by mail address.', 'email'),
      keyOf('LoginKey', 'Whom to look up, by login id.', 'loginId', 'loginSource')
    ]
  }
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
  return invalidRequest({ in: place, name, message }, `${name}: ${message}`)
}
