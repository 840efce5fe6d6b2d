import { Type, type Static } from 'typebox'
import { accountProperties } from './account-properties.ts'
import { nullableFlag, nullableInteger, nullableMoment, nullableText } from './nullable.ts'

/** `roles.code` is the property of an item in the list `roles`. */
export type DescribeOrigin = (property: string) => string

/**
 * The schema of an account. `sources` are the values of its `source`. `originOf` describes the origin of each property, as a
 * sentence or as empty text.
 */
export function accountSchema(sources: readonly string[], originOf: DescribeOrigin) {
  return {
    ...wholeAccount(sources, originOf),
    // The document must allow answers with `fields`. The extension tells the drift check the reason.
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
        description: '`source`:`nativeId`. Unique over all sources.',
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
      userName: nullableText(about('userName', 'Sign-in name.')),
      displayName: nullableText(about('displayName', 'Display name.')),
      email: nullableText(about('email', 'Email address; the upstream may mask it.')),
      phone: nullableText(about('phone', 'Phone number; the upstream may mask it.')),
      phoneCountryCode: nullableText(about('phoneCountryCode', 'Calling code of `phone`.')),
      avatarUrl: nullableText(
        about('avatarUrl', 'URL of a picture; null unless it is http or https. Untrusted: check it before use.')
      ),
      type: Type.Unsafe<'master' | 'sub' | null>({
        type: ['string', 'null'],
        enum: ['master', 'sub', null],
        description: about('type', 'Master account or sub-account.')
      }),
      roles: Type.Array(
        Type.Object(
          {
            code: Type.String({
              description: about('roles.code', 'Stable code of the role.')
            }),
            name: nullableText(about('roles.name', 'Display name.'))
          },
          { title: 'Role', additionalProperties: false, description: 'A role at the upstream.' }
        ),
        {
          description: about('roles', 'Roles at the upstream. Empty if the source has none.')
        }
      ),
      organizations: Type.Array(
        Type.Object(
          {
            id: Type.String({
              description: about('organizations.id', 'Id of the organization.')
            }),
            name: nullableText(about('organizations.name', 'Display name.'))
          },
          {
            title: 'Organization',
            additionalProperties: false,
            description: 'An organization that an account belongs to.'
          }
        ),
        {
          description: about('organizations', 'Organizations of the account. Empty if the source has none.')
        }
      ),
      isAdmin: nullableFlag(about('isAdmin', 'Whether it is a system administrator.')),
      isPrimary: nullableFlag(about('isPrimary', "Whether it is the employee's main account.")),
      employeeNumber: nullableText(about('employeeNumber', 'Number of the employee.')),
      parentId: nullableText(about('parentId', '`id` of the master account; null for the master itself.')),
      identityId: nullableText(
        about(
          'identityId',
          'Platform-wide id of the person. It links accounts of different sources; nothing else does.'
        )
      ),
      loginId: nullableText(about('loginId', 'Id at `loginSource`.')),
      loginSource: nullableText(about('loginSource', 'System of `loginId`, such as openAccount.')),
      tenantId: nullableText(about('tenantId', 'Id of the tenant.')),
      scopeId: nullableText(about('scopeId', 'Id of the scope.')),
      statusCode: nullableInteger(about('statusCode', 'Numeric status; its meaning is not documented.')),
      createdBy: nullableText(about('createdBy', 'Who created it.')),
      modifiedBy: nullableText(about('modifiedBy', 'Who last modified it.')),
      deletedAt: nullableMoment(about('deletedAt', 'Deletion time (RFC 3339); null if it was not deleted.')),
      masked: Type.Array(
        Type.Unsafe<string>({ type: 'string', enum: [...accountProperties], title: 'AccountProperty' }),
        {
          description:
            'Text properties, except `id`, whose value the upstream masked with `*`. Never compare or join by them.'
        }
      ),
      raw: Type.Optional(
        Type.Unsafe<Record<string, unknown>>({
          type: 'object',
          additionalProperties: true,
          description:
            'With `include=raw`: the upstream row. Secret-like members are removed, and integers beyond 2^53 are strings.'
        })
      )
    },
    {
      $id: 'Account',
      additionalProperties: false,
      description:
        'An account of any source. Every property except `raw` is present, unless `fields` selects some. "From nickName (tenant)": the ' +
        'property is the member nickName of the upstream row in source tenant. "where sent" means that not every row has the member.'
    }
  )
}

export type Account = Static<ReturnType<typeof wholeAccount>>
