import t from 'tap'
import { at, callIam, readJson, rowsAt, simulatorFor } from './client.ts'

const documentMembers =
  'AccountId AccountName RegisterType AppId NickName Type Role Strategy MasterId Status ContactMailStatus ContactMail ' +
  'ContactMobileStatus ContactMobile WxBindStatus WxOpenId WxNickName AuthType AuthStatus AuthId IsAuthMod ' +
  'ModAuthType ModAuthId CorpName MailBindStatus WorkWxBindStatus WorkWxUserId WorkWxCorpId MiniProgramBindStatus ' +
  'MasterIsCp DeletedAt AuthTime'

void t.test('the list of the document: flat, the master first, every member of the sample', async (t) => {
  const simulator = await simulatorFor(t)
  const answer = await readJson(await callIam(simulator, '?Limit=100&Offset=0'))
  t.match(answer, { Code: 0, Msg: '成功', Total: 86 })
  const rows = rowsAt(answer, 'sub_accounts')
  t.equal(rows.length, 86)
  for (const row of rows) {
    t.same(Object.keys(row).join(' ').replace(' CountryCode', ''), documentMembers)
    t.match(row['AccountId'], /^\d{18}$/)
    t.notOk(Number.isSafeInteger(Number(row['AccountId'])))
  }
  t.match(rows[0], { Type: 1, MasterId: rows[0]?.['AccountId'] })
  t.ok(rows.slice(1).every((row) => row['Type'] === 2))
  t.equal(new Set(rows.map((row) => row['AccountId'])).size, 86)
})

void t.test('some MasterIds are bare numbers that keep every digit', async (t) => {
  const simulator = await simulatorFor(t)
  const text = await (await callIam(simulator, '?Limit=100')).text()
  const [, master] = /"AccountId":"(\d{18})"/.exec(text) ?? []
  t.ok(text.includes(`"MasterId":${master},`))
  t.ok(text.includes(`"MasterId":"${master}",`))
  t.notOk(Number.isSafeInteger(Number(master)))
  t.same(new Set(text.match(/(?<="MasterId":"?)\d+/g)), new Set([master]))
})

void t.test('a second token is another master with other sub accounts', async (t) => {
  const simulator = await simulatorFor(t)
  const answer = await readJson(await callIam(simulator, '?Limit=100', 'a=b; access_token=sandbox-token-2'))
  t.equal(at(answer, 'Total'), 31)
  const first = await readJson(await callIam(simulator, '?Limit=100'))
  const ids = new Set(rowsAt(first, 'sub_accounts').map((row) => row['AccountId']))
  t.notOk(rowsAt(answer, 'sub_accounts').some((row) => ids.has(row['AccountId'])))
})

for (const cookie of ['', 'access_token=unknown', 'token=sandbox-token', 'access_token=']) {
  void t.test(`the cookie "${cookie}" is refused`, async (t) => {
    const simulator = await simulatorFor(t)
    const response = await callIam(simulator, '', cookie)
    t.equal(response.status, 401)
    t.match(await readJson(response), { Code: 401 })
  })
}

void t.test('Offset counts rows, or pages if configured', async (t) => {
  const [byRow, byPage] = await Promise.all([simulatorFor(t), simulatorFor(t, { iamOffsetUnit: 'page' })])
  const all = rowsAt(await readJson(await callIam(byRow, '?Limit=100')), 'sub_accounts')
  const rows = rowsAt(await readJson(await callIam(byRow, '?Limit=20&Offset=3')), 'sub_accounts')
  t.same(rows, all.slice(3, 23))
  const page = rowsAt(await readJson(await callIam(byPage, '?Limit=20&Offset=3')), 'sub_accounts')
  t.same(page, all.slice(60, 80))
  t.equal(rowsAt(await readJson(await callIam(byPage)), 'sub_accounts').length, 10, '10 rows where not said')
})

void t.test('an empty page is null, as from a Go server, with the same total', async (t) => {
  const simulator = await simulatorFor(t)
  t.match(await readJson(await callIam(simulator, '?Limit=10&Offset=86')), { Code: 0, Total: 86, sub_accounts: null })
})

for (const query of ['?Limit=0', '?Limit=101', '?Limit=x', '?Offset=-1', '?Offset=1.5', '?Role=SP', '?Limit=']) {
  void t.test(`${query} is a parameter error`, async (t) => {
    const simulator = await simulatorFor(t)
    const response = await callIam(simulator, query)
    t.equal(response.status, 200)
    const answer = await readJson(response)
    t.match(answer, { Code: 400, Msg: '参数错误' })
    t.notOk(Object.hasOwn(Object(answer), 'sub_accounts'))
  })
}

void t.test('SearchKey is a part of name, mail or mobile', async (t) => {
  const simulator = await simulatorFor(t)
  for (const [key, member] of [
    ['李明', 'NickName'],
    ['EXAMPLE.ORG', 'ContactMail'],
    ['10000000002', 'ContactMobile']
  ] as const) {
    const answer = await readJson(await callIam(simulator, `?Limit=100&SearchKey=${encodeURIComponent(key)}`))
    const rows = rowsAt(answer, 'sub_accounts')
    t.equal(at(answer, 'Total'), rows.length)
    t.ok(rows.length > 0 && rows.length < 86)
    for (const row of rows) t.ok(String(row[member]).includes(key.toLowerCase()))
  }
})

void t.test('Role filters by its number, 0 included', async (t) => {
  const simulator = await simulatorFor(t)
  const counts = await Promise.all(
    [0, 1, 10, 20].map(async (role) => {
      const rows = rowsAt(await readJson(await callIam(simulator, `?Limit=100&Role=${role}`)), 'sub_accounts')
      t.ok(rows.every((row) => row['Role'] === role))
      return rows.length
    })
  )
  t.equal(
    counts.reduce((sum, count) => sum + count),
    86
  )
  t.match(await readJson(await callIam(simulator, '?Role=7')), { Total: 0, sub_accounts: null })
})

void t.test('the exact size and the scale of the iam list', async (t) => {
  const simulator = await simulatorFor(t, { scale: 2, sizes: { iam: 0 } })
  t.match(await readJson(await callIam(simulator)), { Total: 0, sub_accounts: null })
  t.match(await readJson(await callIam(simulator, '', 'access_token=sandbox-token-2')), { Total: 62 })
})
