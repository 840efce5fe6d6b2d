import t from 'tap'
import type { Account } from '../../src/model/account.ts'
import { RowInvalid, type Row } from '../../src/sources/row.ts'
import { mapRow, mapWithId } from '../support/mappers.ts'
import { idMember, sources } from '../support/sources.ts'

/** One row → the properties that it sets, if everything else is absent. */
const mapped: readonly (readonly [what: string, source: string, row: Row, account: Partial<Account>])[] = [
  [
    'roles come from the list',
    'industry',
    { roleList: [{ roleCode: 'A', roleName: 'a' }, { roleCode: 7 }], roleCode: 'B', roleName: 'b' },
    {
      roles: [
        { code: 'A', name: 'a' },
        { code: '7', name: null }
      ]
    }
  ],
  [
    'an empty list of roles gives way to the single role',
    'industry',
    { roleList: [], roleCode: 'B', roleName: 'b' },
    { roles: [{ code: 'B', name: 'b' }] }
  ],
  [
    'a list of roles that is null too',
    'industry',
    { roleList: null, roleCode: 'B', roleName: '' },
    { roles: [{ code: 'B', name: null }] }
  ],
  ['a role without a code is none', 'industry', { roleName: 'b', roleCode: ' ' }, { roles: [] }],
  [
    'organizations come from the list',
    'industry',
    { orgList: [{ organizationId: 'o', organizationName: 'n' }], organizationId: 'x' },
    { organizations: [{ id: 'o', name: 'n' }] }
  ],
  [
    'an absent list of organizations gives way to the single one',
    'industry',
    { organizationId: 'o', organizationShowName: 'n' },
    { organizations: [{ id: 'o', name: 'n' }] }
  ],
  ['flags may be text', 'industry', { admin: 'true', main: 'FALSE' }, { isAdmin: true, isPrimary: false }],
  ['flags are not guessed', 'industry', { admin: null, main: '' }, { isAdmin: null, isPrimary: null }],
  ['the work number may be a number', 'industry', { workNumber: 42 }, { employeeNumber: '42' }],
  ['role 0', 'iam', { Role: 0 }, { roles: [{ code: 'normal_user', name: null }] }],
  ['role 1', 'iam', { Role: 1 }, { roles: [{ code: 'cp_provider', name: null }] }],
  ['role 10', 'iam', { Role: '10' }, { roles: [{ code: 'sp_operator', name: null }] }],
  ['role 20', 'iam', { Role: 20 }, { roles: [{ code: 'account_manager', name: null }] }],
  ['a role that no document lists keeps its number', 'iam', { Role: 30 }, { roles: [{ code: '30', name: null }] }],
  ['no role', 'iam', { Role: null }, { roles: [] }],
  ['type 1', 'iam', { Type: 1 }, { type: 'master' }],
  ['type 2 as text', 'iam', { Type: '2' }, { type: 'sub' }],
  ['a type that no document lists', 'iam', { Type: 3 }, { type: null }],
  ['a status as text', 'iam', { Status: '2' }, { statusCode: 2 }],
  ['a sub-account has a parent', 'iam', { MasterId: '9' }, { parentId: 'iam:9' }],
  ['the parent may be a number', 'iam', { MasterId: 9 }, { parentId: 'iam:9' }],
  ['the master has no parent', 'iam', { MasterId: '1' }, { parentId: null }],
  ['"0" is no parent', 'iam', { MasterId: '0' }, { parentId: null }],
  ['0 is no parent', 'iam', { MasterId: 0 }, { parentId: null }],
  ["Go's zero time is no date", 'iam', { DeletedAt: '0001-01-01T00:00:00Z' }, { deletedAt: null }],
  ['a date', 'iam', { DeletedAt: '2024-05-01T08:00:00Z' }, { deletedAt: '2024-05-01T08:00:00Z' }],
  ['a country code', 'iam', { CountryCode: 86 }, { phoneCountryCode: '86' }],
  ['a calling code', 'scope', { phoneLocationCode: '86' }, { phoneCountryCode: '86' }],
  ['creater is createdBy', 'tenant', { creater: 'a', modifier: 'b' }, { createdBy: 'a', modifiedBy: 'b' }],
  ['creater is createdBy', 'scope', { creater: 'a', modifier: 'b' }, { createdBy: 'a', modifiedBy: 'b' }],
  ['creater is createdBy', 'identity', { creater: 'a', modifier: 'b' }, { createdBy: 'a', modifiedBy: 'b' }],
  ['an unsafe avatar address is null', 'tenant', { avatarUrl: 'javascript:alert(1)' }, { avatarUrl: null }],
  ['an avatar, if sent', 'scope', { avatarUrl: 'http://example.com/' }, { avatarUrl: 'http://example.com/' }],
  ['a masked phone', 'tenant', { phone: '151****7411' }, { phone: '151****7411', masked: ['phone'] }],
  ['masked in the order of properties', 'scope', { loginId: '*', email: 'a*b' }, { masked: ['email', 'loginId'] }],
  ['a masked id counts as nativeId', 'identity', { identityId: '50**' }, { masked: ['nativeId', 'identityId'] }],
  ['a masked parent', 'iam', { MasterId: '5**' }, { parentId: 'iam:5**', masked: ['parentId'] }],
  ['a masked name of a role is no masked property', 'industry', { roleCode: '*', roleName: '*' }, { masked: [] }],
  ['a masked value that is null is not masked', 'tenant', { avatarUrl: '****' }, { avatarUrl: null, masked: [] }]
]

for (const [what, source, row, expected] of mapped) {
  void t.test(`${source}: ${what}`, async (t) => {
    t.match(mapWithId(source, row), expected)
    t.strictSame({ ...mapWithId(source, row), ...expected }, mapWithId(source, row))
  })
}

const wrong = {
  tenant: [{ nickName: {} }, { phone: true }, { avatarUrl: [] }, { creater: ['x'] }, { email: 1e300 }],
  scope: [{ loginId: {} }, { phoneLocationCode: false }, { tenantId: [] }, { scopeId: true }, { modifier: {} }],
  industry: [
    { admin: 1 },
    { main: 'yes' },
    { roleList: {} },
    { roleList: ['A'] },
    { roleList: [{ roleName: 'no code' }] },
    { roleList: [{ roleCode: 'A', roleName: {} }] },
    { roleList: [{ roleCode: 'A' }], roleCode: {} },
    { roleCode: true },
    { roleName: [] },
    { orgList: 'x' },
    { orgList: [null] },
    { orgList: [{ organizationId: 'o', organizationName: true }] },
    { orgList: [{ organizationName: 'no id' }] },
    { organizationShowName: {} },
    { workNumber: true }
  ],
  iam: [
    { Type: 'x' },
    { Role: 1.5 },
    { Role: {} },
    { Status: true },
    { MasterId: [] },
    { DeletedAt: 0 },
    { DeletedAt: 'soon' }
  ],
  identity: [{ loginSource: {} }, { identityId: [] }, { phone: false }]
} satisfies Record<string, readonly Row[]>

for (const [source, rows] of Object.entries(wrong)) {
  for (const row of rows) {
    void t.test(`${source}: ${JSON.stringify(row)} cannot be mapped`, async (t) => {
      t.throws(() => mapWithId(source, row), RowInvalid)
    })
  }
}

for (const source of sources) {
  for (const value of [undefined, null, '', ' ', {}, true]) {
    void t.test(`${source}: an id of ${JSON.stringify(value) ?? 'nothing'} counts as missing`, async (t) => {
      t.throws(() => mapRow(source, { [idMember(source)]: value }), RowInvalid)
    })
  }
}
