import fc from 'fast-check'
import t from 'tap'
import type { Account } from '../../src/model/account.ts'
import type { Filters } from '../../src/model/query.ts'
import { withScopeRows } from '../support/lists.ts'
import { startSandbox, type Answer, type Service } from '../support/service.ts'
import { plain } from '../support/sources.ts'

/** `TAP_TIMEOUT=3600 SEARCHES=10000 node test/accounts/search-oracle.test.ts` searches more. */
const searches = Number(process.env['SEARCHES'] ?? 300)

const names = [
  'Emma',
  'EMMA',
  'emma',
  'Ｅｍｍａ',
  ' emma ',
  '王小明',
  '王',
  'Straße',
  'İnci',
  'ﬁsh',
  'ｶﾞ',
  'ガ',
  'a*a',
  'O’Neil',
  'emm',
  ''
]
const mails = ['emma@example.com', 'EMMA@Example.COM', 'ｅｍｍａ@example.com', 'e**a@example.com', '王@example.com', '']
const phones = [
  '13800000000',
  '+86 138 0000 0000',
  '8613800000000',
  '138-0000-0000',
  '１３８００００００００',
  '138****0000',
  '0000',
  '86',
  '-',
  ''
]
const codes = ['86', '+86', '1', '', '0086']
const ids = ['1', '10', '138', 'emma', 'Ｅ1', '王-7']

const text = (values: readonly string[]) => fc.constantFrom(...values)
const row = fc.record({
  identityId: text(ids),
  loginName: text(names),
  nickName: text(names),
  email: text(mails),
  phone: text(phones),
  phoneLocationCode: text(codes)
})
const filled = (values: readonly string[]) => text(values.filter((value) => value.trim() !== ''))
const filters = fc
  .record(
    {
      q: filled([...names, ...mails, ...phones, ...ids]),
      email: filled(mails),
      phone: filled(phones),
      userName: filled(names)
    },
    { requiredKeys: [] }
  )
  .filter((asked) => Object.keys(asked).length > 0)

const fold = (value: string): string => value.normalize('NFKC').trim().toLowerCase()
const digits = (value: string | null): string => (value ?? '').normalize('NFKC').match(/\d/g)?.join('') ?? ''

/** A second implementation of the documented rules. */
function matches(account: Account, { q, email, phone, userName }: Filters): boolean {
  const { masked } = account
  const seen = [
    account.userName,
    account.displayName,
    account.email,
    account.phone,
    account.employeeNumber,
    account.nativeId
  ]
  if (q !== undefined && !seen.some((value) => value && fold(value).includes(fold(q)))) return false
  if (email !== undefined && (masked.includes('email') || account.email?.toLowerCase() !== email.toLowerCase()))
    return false
  if (
    userName !== undefined &&
    (masked.includes('userName') || account.userName?.toLowerCase() !== userName.toLowerCase())
  )
    return false
  if (phone === undefined) return true
  const [asked, own, code] = [digits(phone), digits(account.phone), digits(account.phoneCountryCode)]
  if (account.phone === null || masked.includes('phone') || asked === '') return false
  return own === asked || (code !== '' && (code + own === asked || own === code + asked))
}

interface Search {
  readonly asked: Filters
  readonly limit: number
  readonly inBody: boolean
}

/** Every page of a search of source scope. Throws if a page contradicts the rules. */
async function search({ get, post }: Service, { asked, limit, inBody }: Search) {
  const found: Account[] = []
  let examined = 0
  let cursor: string | null = null
  for (let count = 0; count === 0 || cursor !== null; count++) {
    if (count > 1000) throw new Error('the search does not end')
    const common = { ...asked, scan: 'allow', ...(cursor !== null && { cursor }) }
    const inQuery = new URLSearchParams({ ...common, source: 'scope', limit: String(limit) })
    const answer: Answer = inBody
      ? await post('/accounts/search', { ...common, source: ['scope'], limit })
      : await get(`/accounts?${String(inQuery)}`)
    const { status, body } = answer
    const [report] = body.sources
    if (status !== 200 || report === undefined) throw new Error(JSON.stringify(body))
    if (!body.complete || body.data.length > limit) throw new Error('not complete, or more than the limit')
    if (report.total !== null || body.page.total !== null) throw new Error('a scan tells a total')
    examined += report.scan?.rows ?? 0
    if (report.scan?.examined !== examined) throw new Error(JSON.stringify(report.scan))
    found.push(...body.data)
    cursor = body.page.nextCursor
  }
  return { found, examined }
}

void t.test(`${searches} searches find what a filter over the whole list finds`, { timeout: 3_600_000 }, async (t) => {
  for (const [index, sample] of fc.sample(fc.array(row, { minLength: 0, maxLength: 260 }), 6).entries()) {
    // Rows with one id on two pages look like a repeating list.
    const rows = sample.map((each, place) => Object.assign(each, { identityId: `${each.identityId}.${place}` }))
    const environment = {
      ...plain,
      SCOPE_MAX_PAGE_SIZE: String([50, 7, 1][index % 3]),
      SCAN_MAX_PAGES: String([20, 3, 1][index % 3])
    }
    const service = await startSandbox(t, { simulator: { operations: withScopeRows(rows) }, environment })
    const { url } = service
    const lines = (await (await fetch(`${url}/accounts/export?source=scope`)).text()).trimEnd().split('\n').slice(0, -1)
    const whole = lines.map((line): Account => JSON.parse(line))
    t.equal(whole.length, rows.length)
    const property = fc.asyncProperty(
      filters,
      fc.integer({ min: 1, max: 100 }),
      fc.boolean(),
      async (asked, limit, inBody) => {
        const expected = whole.filter((account) => matches(account, asked))
        const { found, examined } = await search(service, { asked, limit, inBody })
        if (JSON.stringify(found) !== JSON.stringify(expected)) {
          throw new Error(`${found.length} found of ${expected.length}: ${JSON.stringify(asked)}`)
        }
        if (examined !== rows.length) throw new Error(`${examined} rows looked at of ${rows.length}`)
        const file = await fetch(
          `${url}/accounts/export?${String(new URLSearchParams({ ...asked, source: 'scope', scan: 'allow' }))}`
        )
        const kept = (await file.text()).trimEnd().split('\n')
        if (kept.slice(0, -1).join() !== expected.map((account) => JSON.stringify(account)).join())
          throw new Error('export')
      }
    )
    const { failed, counterexample, errorInstance } = await fc.check(property, { numRuns: Math.ceil(searches / 6) })
    t.equal(failed, false, `${JSON.stringify(counterexample)} ${String(errorInstance)}`)
  }
})
