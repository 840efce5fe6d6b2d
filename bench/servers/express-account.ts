/** A row of the tenant list as its document describes it. */
export interface TenantRow {
  openId: string
  nickName?: string | null
  loginName?: string | null
  phone?: string | null
  email?: string | null
  avatarUrl?: string | null
  creater?: string | null
  modifier?: string | null
}

/** The row as an Account, with the same properties as Rollcall's. */
export function toAccount(row: TenantRow) {
  const account = {
    id: `tenant:${row.openId}`,
    source: 'tenant',
    nativeId: row.openId,
    userName: textOrNull(row.loginName),
    displayName: textOrNull(row.nickName),
    email: textOrNull(row.email),
    phone: textOrNull(row.phone),
    phoneCountryCode: null,
    avatarUrl: textOrNull(row.avatarUrl),
    type: null,
    roles: [],
    organizations: [],
    isAdmin: null,
    isPrimary: null,
    employeeNumber: null,
    parentId: null,
    identityId: null,
    loginId: null,
    loginSource: null,
    tenantId: null,
    scopeId: null,
    statusCode: null,
    createdBy: textOrNull(row.creater),
    modifiedBy: textOrNull(row.modifier),
    deletedAt: null
  }
  const masked = Object.entries(account).filter(([, value]) => typeof value === 'string' && value.includes('*'))
  return { ...account, masked: masked.map(([name]) => name) }
}

function textOrNull(value: string | null | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}
