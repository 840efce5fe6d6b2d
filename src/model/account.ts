import { Type, type Static } from 'typebox'
import { nullableFlag, nullableInteger, nullableMoment, nullableText } from './nullable.ts'

/** The one model that every upstream row becomes. `sources` are the values that its `source` may have. */
export function accountSchema(sources: readonly string[]) {
  return Type.Object(
    {
      id: Type.String({
        description: '`source`:`nativeId`. Unique over all sources; never masked by us.',
        examples: ['iam:26842']
      }),
      source: Type.Unsafe<string>({
        type: 'string',
        enum: [...sources],
        description: 'The source the account comes from.'
      }),
      nativeId: Type.String({
        description:
          "The upstream's own id, as text. From openId (tenant), identityId (scope, identity), auid (industry), AccountId (iam)."
      }),
      userName: nullableText(
        'The name one signs in with. From loginName (tenant, scope, industry, identity), AccountName (iam).'
      ),
      displayName: nullableText(
        'The name people see. From nickName (tenant, scope, industry, identity), NickName (iam).'
      ),
      email: nullableText(
        'Mail address; the upstream may mask it. From email (tenant, scope, industry, identity), ContactMail (iam).'
      ),
      phone: nullableText(
        'Phone number; the upstream may mask it. From phone (tenant, scope, industry, identity), ContactMobile (iam).'
      ),
      phoneCountryCode: nullableText(
        'Calling code of `phone`. From phoneLocationCode (scope), CountryCode (iam, where sent).'
      ),
      avatarUrl: nullableText(
        'Address of a picture; null when it is neither http nor https. Text from outside: check it before showing. From avatarUrl (tenant, identity, and scope where sent).'
      ),
      type: Type.Unsafe<'master' | 'sub' | null>({
        type: ['string', 'null'],
        enum: ['master', 'sub', null],
        description: 'Whether it is a master account or one below it. From Type (iam): 1 is `master`, 2 is `sub`.'
      }),
      roles: Type.Array(
        Type.Object(
          {
            code: Type.String({
              description:
                'Stable code of the role. From roleCode in roleList, else beside it (industry); Role (iam): 0 is `normal_user`, 1 `cp_provider`, 10 `sp_operator`, 20 `account_manager`, another its number.'
            }),
            name: nullableText(
              'Its name for people. From roleName in roleList, else beside it (industry); null for iam.'
            )
          },
          { title: 'Role', additionalProperties: false, description: 'What an account may do at its upstream.' }
        ),
        {
          description:
            'What the account may do at its upstream. From roleList, else roleCode and roleName (industry); Role (iam). Others: empty.'
        }
      ),
      organizations: Type.Array(
        Type.Object(
          {
            id: Type.String({
              description: 'Id of the organization. From organizationId in orgList, else beside it (industry).'
            }),
            name: nullableText(
              'Its name for people. From organizationName in orgList, else organizationShowName (industry).'
            )
          },
          {
            title: 'Organization',
            additionalProperties: false,
            description: 'An organization that an account belongs to.'
          }
        ),
        {
          description:
            'Where the account belongs. From orgList, else organizationId and organizationShowName (industry). Others: empty.'
        }
      ),
      isAdmin: nullableFlag('Whether it is a system administrator. From admin (industry).'),
      isPrimary: nullableFlag("Whether it is the employee's main account. From main (industry)."),
      employeeNumber: nullableText('Number of the employee. From workNumber (industry).'),
      parentId: nullableText(
        'The `id` of the master account; null for the master itself, and where none is named. From MasterId (iam).'
      ),
      identityId: nullableText(
        'Platform-wide id of the person, the only one that links accounts of different sources. From identityId (scope, identity).'
      ),
      loginId: nullableText('Id at `loginSource`. From loginId (scope, identity).'),
      loginSource: nullableText('Where `loginId` comes from, such as openAccount. From loginSource (scope, identity).'),
      tenantId: nullableText('Id of the tenant. From tenantId (scope, and identity where sent).'),
      scopeId: nullableText('Id of the scope. From scopeId (scope, and identity where sent).'),
      statusCode: nullableInteger('Status as a number; the upstream documents no meaning. From Status (iam).'),
      createdBy: nullableText('Who created it. From creater (tenant, scope, identity), where sent.'),
      modifiedBy: nullableText('Who changed it last. From modifier (tenant, scope, identity), where sent.'),
      deletedAt: nullableMoment('When it was deleted, as RFC 3339; null when it was not. From DeletedAt (iam).'),
      masked: Type.Array(Type.String(), {
        description:
          'Names of the text properties above, `id` aside, whose value the upstream masked with `*`. Never compare or join on those.'
      }),
      raw: Type.Optional(
        Type.Unsafe<Record<string, unknown>>({
          type: 'object',
          additionalProperties: true,
          description:
            "With `include=raw`: the upstream's row as it came, 64-bit numbers as strings, secret-like members removed."
        })
      )
    },
    { $id: 'Account', additionalProperties: false, description: 'An account, whatever the system it lives in.' }
  )
}

export type Account = Static<ReturnType<typeof accountSchema>>
