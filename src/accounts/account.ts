import { Type, type Static } from 'typebox'

const nullableText = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description })
const nullableFlag = (description: string) => Type.Unsafe<boolean | null>({ type: ['boolean', 'null'], description })

/** The one model that every upstream row becomes. `sources` are the values that its `source` may have. */
export function accountSchema(sources: readonly string[]) {
  return Type.Object(
    {
      id: Type.String({ description: '`source`:`nativeId`. Unique over all sources; never masked by us.' }),
      source: Type.Unsafe<string>({
        type: 'string',
        enum: [...sources],
        description: 'The source the account comes from.'
      }),
      nativeId: Type.String({
        description:
          "The upstream's own id, as text: openId (tenant), identityId (scope, identity), auid (industry), AccountId (iam)."
      }),
      userName: nullableText('The name one signs in with: loginName, AccountName (iam).'),
      displayName: nullableText('The name people see: nickName, NickName (iam).'),
      email: nullableText('email, ContactMail (iam). The upstream may mask it.'),
      phone: nullableText('phone, ContactMobile (iam). The upstream may mask it.'),
      phoneCountryCode: nullableText('The calling code of `phone`: phoneLocationCode (scope), CountryCode (iam).'),
      avatarUrl: nullableText(
        'avatarUrl, when it is an http or https address. Text from outside: check before showing.'
      ),
      type: Type.Unsafe<'master' | 'sub' | null>({
        type: ['string', 'null'],
        enum: ['master', 'sub', null],
        description: 'iam: Type 1 is `master`, 2 is `sub`.'
      }),
      roles: Type.Array(
        Type.Object(
          {
            code: Type.String({ description: 'Stable code of the role.' }),
            name: nullableText('Its name for people.')
          },
          { additionalProperties: false }
        ),
        { description: 'industry: roleList, else roleCode and roleName. iam: Role, as a code. Others: empty.' }
      ),
      organizations: Type.Array(
        Type.Object(
          { id: Type.String({ description: 'Id of the organization.' }), name: nullableText('Its name for people.') },
          { additionalProperties: false }
        ),
        { description: 'industry: orgList, else organizationId and organizationShowName. Others: empty.' }
      ),
      isAdmin: nullableFlag('industry: admin, whether this is a system administrator.'),
      isPrimary: nullableFlag("industry: main, whether this is the employee's main account."),
      employeeNumber: nullableText('industry: workNumber.'),
      parentId: nullableText('iam: the `id` of the master account; null for the master itself.'),
      identityId: nullableText(
        'scope, identity: the platform-wide id of the person. The only id that links accounts of different sources.'
      ),
      loginId: nullableText('scope, identity: the id at `loginSource`.'),
      loginSource: nullableText('scope, identity: where `loginId` comes from, such as openAccount.'),
      tenantId: nullableText('scope, identity: tenantId.'),
      scopeId: nullableText('scope, identity: scopeId.'),
      statusCode: Type.Unsafe<number | null>({
        type: ['integer', 'null'],
        description: 'iam: Status. The upstream documents no meaning.'
      }),
      createdBy: nullableText('tenant, scope, identity: creater.'),
      modifiedBy: nullableText('tenant, scope, identity: modifier.'),
      deletedAt: Type.Unsafe<string | null>({
        type: ['string', 'null'],
        format: 'date-time',
        description: 'iam: DeletedAt, RFC 3339; null when not deleted.'
      }),
      masked: Type.Array(Type.String(), {
        description:
          'Names of the properties above whose value the upstream masked with `*`. Never compare or join on those.'
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

/** Account without what is computed from it. */
export type AccountFields = Omit<Account, 'masked' | 'raw'>
