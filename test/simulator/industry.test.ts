import t from 'tap'
import { allRows, at, callGateway, readJson, type Row, rowsAt, simulatorFor } from './client.ts'

async function search(
  t: Parameters<typeof simulatorFor>[0],
  params: Row
): Promise<{ rows: Row[]; total: unknown; all: Row[] }> {
  const simulator = await simulatorFor(t, { sizes: { industry: 300 } })
  const answer = await readJson(
    await callGateway(simulator, 'industry', { params: { pageNo: 1, pageSize: 100, ...params } })
  )
  return {
    rows: rowsAt(answer, 'data', 'data'),
    total: at(answer, 'data', 'total'),
    all: await allRows(simulator, 'industry')
  }
}

for (const [member, keyWord] of [
  ['nickName', '欧阳'],
  ['phone', '****'],
  ['email', '@example.org'],
  ['loginName', 'xiaoming']
] as const) {
  void t.test(`keyWord finds a part of ${member}`, async (t) => {
    const { rows, total, all } = await search(t, { keyWord })
    const shows = (row: Row) =>
      [row['nickName'], row['phone'], row['email'], row['loginName']].some((text) => String(text).includes(keyWord))
    t.same(rows, all.filter(shows).slice(0, 100))
    t.equal(total, all.filter(shows).length)
    t.ok(rows.some((row) => String(row[member]).includes(keyWord)))
  })
}

void t.test('keyWord ignores case', async (t) => {
  const { rows } = await search(t, { keyWord: 'EMMA.clark' })
  t.match(rows, [{ loginName: 'emma.clark' }])
  t.equal(rows.length, 1)
})

void t.test('organizationId finds people by the deprecated single and by the list', async (t) => {
  const { rows, total, all } = await search(t, { organizationId: 'org-rd' })
  const [byList, bySingle] = matchers('orgList', 'organizationId', 'org-rd')
  t.equal(total, all.filter((row) => byList(row) || bySingle(row)).length)
  t.ok(rows.some((row) => byList(row) && !bySingle(row)))
  t.ok(rows.some((row) => bySingle(row) && !byList(row)))
})

void t.test('roleCode finds people by the deprecated single and by the list', async (t) => {
  const { rows, total, all } = await search(t, { roleCode: 'AUDITOR' })
  const [byList, bySingle] = matchers('roleList', 'roleCode', 'AUDITOR')
  t.equal(total, all.filter((row) => byList(row) || bySingle(row)).length)
  t.ok(rows.some((row) => byList(row) && !bySingle(row)))
  t.ok(rows.some((row) => bySingle(row) && !byList(row)))
})

void t.test('several filters are combined', async (t) => {
  const { rows, all } = await search(t, { keyWord: 'example.cn', roleCode: 'AUDITOR', organizationId: 'org-rd' })
  t.ok(rows.length > 0 && rows.length < all.length)
  for (const row of rows) t.match(row, { email: /example\.cn$/ })
})

void t.test('blank filters, the known appId and a known employeeId change nothing', async (t) => {
  for (const params of [
    { keyWord: '', organizationId: null, roleCode: '', appId: '', employeeId: '' },
    { appId: 'sandbox-app' },
    { employeeId: 'E00001' }
  ]) {
    t.equal((await search(t, params)).total, 300)
  }
})

void t.test('another appId has an empty list', async (t) => {
  const { rows, total } = await search(t, { appId: 'another-app' })
  t.same([rows, total], [[], 0])
})

void t.test('an unknown employeeId is forbidden', async (t) => {
  const simulator = await simulatorFor(t)
  const answer = await readJson(await callGateway(simulator, 'industry', { params: { employeeId: 'E99999' } }))
  t.match(answer, { code: 403, message: 'request forbidden.', localizedMsg: '请求没有权限' })
})

for (const name of ['keyWord', 'organizationId', 'roleCode', 'appId', 'employeeId']) {
  void t.test(`${name} must be text`, async (t) => {
    const simulator = await simulatorFor(t)
    t.match(await readJson(await callGateway(simulator, 'industry', { params: { [name]: 1 } })), { code: 460 })
  })
}

void t.test('the known iotToken and no token are accepted, another one is refused', async (t) => {
  const simulator = await simulatorFor(t)
  for (const iotToken of ['sandbox-iot-token', null, undefined, '']) {
    t.match(await readJson(await callGateway(simulator, 'industry', { request: { iotToken } })), { code: 200 })
  }
  const answer = await readJson(await callGateway(simulator, 'industry', { request: { iotToken: 'expired' } }))
  t.match(answer, { code: 2402, message: 'iotToken not exist', localizedMsg: null })
  t.notOk(Object.hasOwn(Object(answer), 'data'))
})

/** Whether a row has the value in its list, and whether in its deprecated single. */
function matchers(list: string, member: string, value: string): [(row: Row) => boolean, (row: Row) => boolean] {
  return [(row) => rowsAt(row, list).some((item) => item[member] === value), (row) => row[member] === value]
}
