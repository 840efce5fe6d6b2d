import { Type, type Static } from 'typebox'
import type { Account } from './account.ts'
import { nullableReference } from './nullable.ts'
import type { ProblemSummary } from './problem-summary.ts'

/** The key of a lookup: exactly one of the three, and `loginSource` with `loginId`. */
export type LookupKey =
  | { readonly phone: string }
  | { readonly email: string }
  | { readonly loginId: string; readonly loginSource: string }

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
export const lookupKeyProperties = {
  phone: keyText('Phone number, complete and unmasked.', ['10000000001']),
  email: keyText('Email address, complete and unmasked, such as `emma.clark@example.com`.'),
  loginId: keyText('Id of the account at `loginSource`, such as `10480000521`.'),
  loginSource: keyText('System of `loginId`. Default: `openAccount`.')
}

/** A key with these members. The first one is required. */
const keyOf = (title: string, description: string, ...names: (keyof typeof lookupKeyProperties)[]) => ({
  type: 'object',
  title,
  description,
  properties: Object.fromEntries(names.map((name) => [name, lookupKeyProperties[name]])),
  required: names.slice(0, 1),
  additionalProperties: false
})

/** A key in a request. The document expresses the rule in a form that generators understand. */
export const GivenLookupKey = Type.Object(lookupKeyProperties, {
  $id: 'LookupKey',
  additionalProperties: false,
  oneOf: [{ required: ['phone'] }, { required: ['email'] }, { required: ['loginId'] }],
  dependencies: { loginSource: ['loginId'] },
  documentedAs: {
    description: 'Exactly one of `phone`, `email` and `loginId`. `loginSource` is only allowed with `loginId`.',
    oneOf: [
      keyOf('PhoneKey', 'Lookup by phone number.', 'phone'),
      keyOf('EmailKey', 'Lookup by email address.', 'email'),
      keyOf('LoginKey', 'Lookup by login id.', 'loginId', 'loginSource')
    ]
  }
})
export type GivenLookupKey = Static<typeof GivenLookupKey>

/** The result for one key of a batch lookup. */
export const LookupResult = Type.Object(
  {
    key: Type.Unsafe<LookupKey>({ $ref: 'LookupKey#' }),
    status: Type.Enum(['found', 'not-found', 'failed'], {
      description: '`not-found`: the upstream has no such account. `failed`: see `problem`.'
    }),
    account: nullableReference<Account>('Account', 'The account; null unless `found`.'),
    problem: nullableReference<ProblemSummary>('ProblemSummary', 'Why it failed; null otherwise.')
  },
  { $id: 'LookupResult', additionalProperties: false, description: 'Result of one key.' }
)
export type LookupResult = Static<typeof LookupResult>

export const LookupResults = Type.Object(
  {
    results: Type.Array(Type.Unsafe<LookupResult>({ $ref: 'LookupResult#' }), {
      description: 'One result per key, in the order of the keys.'
    }),
    complete: Type.Boolean({ description: 'True when no key failed.' })
  },
  { $id: 'LookupResults', additionalProperties: false, description: 'Results of a batch lookup.' }
)
export type LookupResults = Static<typeof LookupResults>
