import { Type, type Static } from 'typebox'
import { accountProperties } from './account-properties.ts'
import { nullableFlag, nullableInteger, nullableMoment, nullableText } from './nullable.ts'

/** `roles.code` is the property of an item in the list `roles`. */
export type DescribeOrigin = (property: string) => string

/**
 * The one model that every upstream row becomes. `sources` are the values that its `source` may have; `originOf` says for each
 * property where it comes from, in a sentence of its own or not at all.
 */
export function accountSchema(sources: readonly string[], originOf: DescribeOrigin) {
  return {
    ...wholeAccount(sources, originOf),
    // The document must allow what `fields` leaves out. The extension tells the drift check why.
    required: ['id', 'source'],
    'x-selected-by': 'fields'
  }
}

/** An account with the properties that `fields` selects. */
export type AccountPart = Pick<Account, 'id' | 'source'> & Partial<Account>

function wholeAccount(sources: readonly string[], originOf: DescribeOrigin) {
  const about = (property: string, meaning: string): string => `${meaning} ${originOf(property)}`.trimEnd()
  return Type.Object(
    {
      id: Type.String({
        description: '`source`:`nativeId`. Unique over all sources; never masked by us.',
        examples: ['iam:26842']
      }),
      source: Type.Unsafe<string>({
        type: 'string',
        enum: [...sources],
        title: 'SourceId',
        description: 'The source the account comes from.'
      }),
      nativeId: Type.String({
        description: about('nativeId', "The upstream's own id, as text.")
      }),
      userName: nullableText(about('userName', 'The name one signs in with.')),
      displayName: nullableText(about('displayName', 'The name people see.')),
      email: nullableText(about('email', 'Mail address; the upstream may mask it.')),
      phone: nullableText(about('phone', 'Phone number; the upstream may mask it.')),
      phoneCountryCode: nullableText(about('phoneCountryCode', 'Calling code of `phone`.')),
      avatarUrl: nullableText(
        about(
          'avatarUrl',
          'Address of a picture; null when it is neither http nor https. Text from outside: check it before showing.'
        )
      ),
      type: Type.Unsafe<'master' | 'sub' | null>({
        type: ['string', 'null'],
        enum: ['master', 'sub', null],
        description: about('type', 'Whether it is a master account or one below it.')
      }),
      roles: Type.Array(
        Type.Object(
          {
            code: Type.String({
              description: about('roles.code', 'Stable code of the role.')
            }),
            name: nullableText(about('roles.name', 'Its name for people.'))
          },
          { title: 'Role', additionalProperties: false, description: 'What an account may do at its upstream.' }
        ),
        {
          description: about('roles', 'What the account may do at its upstream. Empty for sources that send no roles.')
        }
      ),
      organizations: Type.Array(
        Type.Object(
          {
            id: Type.String({
              description: about('organizations.id', 'Id of the organization.')
            }),
            name: nullableText(about('organizations.name', 'Its name for people.'))
          },
          {
            title: 'Organization',
            additionalProperties: false,
            description: 'An organization that an account belongs to.'
          }
        ),
        {
          description: about(
            'organizations',
            'Where the account belongs. Empty for sources that send no organizations.'
          )
        }
      ),
      isAdmin: nullableFlag(about('isAdmin', 'Whether it is a system administrator.')),
      isPrimary: nullableFlag(about('isPrimary', "Whether it is the employee's main account.")),
      employeeNumber: nullableText(about('employeeNumber', 'Number of the employee.')),
      parentId: nullableText(
        about('parentId', 'The `id` of the master account; null for the master itself, and where none is named.')
      ),
      identityId: nullableText(
        about('identityId', 'Platform-wide id of the person, the only one that links accounts of different sources.')
      ),
      loginId: nullableText(about('loginId', 'Id at `loginSource`.')),
      loginSource: nullableText(about('loginSource', 'Where `loginId` comes from, such as openAccount.')),
      tenantId: nullableText(about('tenantId', 'Id of the tenant.')),
      scopeId: nullableText(about('scopeId', 'Id of the scope.')),
      statusCode: nullableInteger(about('statusCode', 'Status as a number; the upstream documents no meaning.')),
      createdBy: nullableText(about('createdBy', 'Who created it.')),
      modifiedBy: nullableText(about('modifiedBy', 'Who changed it last.')),
      deletedAt: nullableMoment(about('deletedAt', 'When it was deleted, as RFC 3339; null when it was not.')),
      masked: Type.Array(
        Type.Unsafe<string>({ type: 'string', enum: [...accountProperties], title: 'AccountProperty' }),
        {
          description:
            'Names of the text properties above, `id` aside, whose value the upstream masked with `*`. Never compare or join on those.'
        }
      ),
      raw: Type.Optional(
        Type.Unsafe<Record<string, unknown>>({
          type: 'object',
          additionalProperties: true,
          description:
            "With `include=raw`: the upstream's row as it came, 64-bit numbers as strings, secret-like members removed."
        })
      )
    },
    {
      $id: 'Account',
      additionalProperties: false,
      description:
        'An account, whatever the system it lives in. Every property is present, unless `fields` selects some of them.'
    }
  )
}

export type Account = Static<ReturnType<typeof wholeAccount>>
