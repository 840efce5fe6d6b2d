import t from 'tap'
import { iamMaster, iamSecondMaster } from '../../simulator/src/data/iam-masters.ts'
import { iamRows } from '../../simulator/src/data/iam-rows.ts'
import { industryRows } from '../../simulator/src/data/industry-rows.ts'
import { scopeRows } from '../../simulator/src/data/scope-rows.ts'
import { tenantRows } from '../../simulator/src/data/tenant-rows.ts'
import { makeRows } from '../../simulator/src/rows.ts'

/** The value on the wire, without undefined members. */
function sent(rows: readonly object[]): Record<string, unknown>[] {
  const text: Record<string, unknown>[] = JSON.parse(JSON.stringify(rows))
  return text
}

const industry = makeRows(industryRows)
const lists = {
  tenant: sent(makeRows(tenantRows)),
  scope: sent(makeRows(scopeRows)),
  industry: sent(industry),
  iam: sent(makeRows(iamRows(iamMaster)))
}
const isMasked = (value: unknown) => typeof value === 'string' && value.includes('*')

for (const [name, rows] of Object.entries(lists)) {
  void t.test(`${name}: no person in it can be real`, async (t) => {
    for (const row of rows) {
      for (const phone of [row['phone'], row['ContactMobile']]) {
        if (phone) t.match(phone, /^100(\d{8}|\*{4}\d{4})$/)
      }
      for (const mail of [row['email'], row['ContactMail']]) {
        if (mail) t.match(mail, /^[^@]+@example\.(com|cn|org)$/)
      }
    }
  })
}

void t.test('ids are unique and unmasked, also at scale 20', async (t) => {
  const scope = makeRows(scopeRows, 20)
  const ids = {
    tenant: makeRows(tenantRows, 20).map((row) => row.openId),
    scope: scope.map((row) => row.identityId),
    login: scope.map((row) => row.loginId),
    industry: makeRows(industryRows, 20).map((row) => row.auid),
    iam: [iamMaster, iamSecondMaster].flatMap((master) => makeRows(iamRows(master), 20)).map((row) => row.AccountId)
  }
  for (const list of Object.values(ids)) {
    t.equal(new Set(list).size, list.length)
    t.notOk(list.some(isMasked))
  }
  t.ok(ids.tenant.every((id) => /^ln15\d{11}$/.test(id)))
  t.ok([...ids.scope, ...ids.industry].every((id) => /^50[0-9a-f]{38}$/.test(id)))
  t.ok(ids.login.every((id) => /^10\d{9}$/.test(id)))
})

void t.test('every list begins with two complete and unmasked people', async (t) => {
  for (const rows of [lists.tenant, lists.scope, lists.industry]) {
    t.match(rows[0], { nickName: '李明', loginName: 'li.ming', phone: '10000000001', email: 'li.ming@example.cn' })
    t.match(rows[1], { nickName: 'Emma Clark', loginName: 'emma.clark', phone: '10000000002' })
  }
  t.match(lists.iam[1], { NickName: '李明', ContactMobile: '10000000001', ContactMail: 'li.ming@example.cn' })
})

for (const [name, member, habits] of [
  ['tenant', 'phone', ['masked', 'empty', 'null', 'absent', 'plain']],
  ['tenant', 'email', ['masked', 'empty', 'null', 'absent', 'plain']],
  ['tenant', 'avatarUrl', ['empty', 'null', 'absent', 'plain']],
  ['tenant', 'creater', ['plain']],
  ['tenant', 'modifier', ['absent', 'plain']],
  ['tenant', 'password', ['absent', 'plain']],
  ['tenant', 'pwdEncrypted', ['absent', 'plain']],
  ['scope', 'phone', ['masked', 'empty', 'null', 'absent', 'plain']],
  ['scope', 'loginName', ['masked', 'absent', 'plain']],
  ['scope', 'email', ['empty', 'null', 'absent', 'plain']],
  ['scope', 'scopeId', ['absent', 'plain']],
  ['scope', 'tenantId', ['absent', 'plain']],
  ['scope', 'phoneLocationCode', ['absent', 'plain']],
  ['scope', 'loginSource', ['plain']],
  ['industry', 'phone', ['masked', 'empty', 'null', 'absent', 'plain']],
  ['industry', 'email', ['masked', 'empty', 'null', 'absent', 'plain']],
  ['industry', 'workNumber', ['absent', 'plain']],
  ['industry', 'loginName', ['absent', 'plain']],
  ['industry', 'roleCode', ['null', 'absent', 'plain']],
  ['industry', 'organizationShowName', ['null', 'absent', 'plain']],
  ['iam', 'ContactMobile', ['masked', 'empty', 'plain']],
  ['iam', 'ContactMail', ['empty', 'plain']],
  ['iam', 'CountryCode', ['absent', 'plain']]
] as const) {
  void t.test(`${name} sends ${member} ${habits.join(', ')}`, async (t) => {
    const found = new Set<string>(lists[name].map((row) => habitOf(row, member)))
    t.same([...found].sort(), [...habits].sort())
  })
}

function habitOf(row: Record<string, unknown>, member: string): string {
  if (!Object.hasOwn(row, member)) return 'absent'
  const value = row[member]
  if (value === null) return 'null'
  if (value === '') return 'empty'
  return isMasked(value) ? 'masked' : 'plain'
}

void t.test('industry mixes deprecated singles and lists in every way', async (t) => {
  const kinds = new Set(
    industry.map((row) => `${typeof row.roleCode} ${row.roleList.length} ${typeof row.organizationId}`)
  )
  t.match([...kinds].sort(), [
    'object 1 object',
    'object 2 object',
    'string 0 string',
    'string 1 string',
    'string 2 string',
    'undefined 0 undefined'
  ])
  t.ok(industry.some((row) => row.orgList.length === 2))
  t.ok(industry.some((row) => row.admin) && industry.some((row) => row.main))
})

void t.test('a few iam sub accounts are deleted, on a real date', async (t) => {
  const dates = lists.iam.map((row) => String(row['DeletedAt']))
  const deleted = dates.filter((date) => date !== '0001-01-01T00:00:00Z')
  t.ok(deleted.length > 0 && deleted.length < 15)
  for (const date of deleted) t.ok(Number.isFinite(Date.parse(date)))
})
