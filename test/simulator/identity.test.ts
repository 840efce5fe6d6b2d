import t from 'tap'
import { registeredPeople } from '../../simulator/src/data/registered-person.ts'
import { makeRows } from '../../simulator/src/rows.ts'
import { allRows, at, callGateway, readJson, simulatorFor } from './client.ts'

void t.test('every person of the scope list is found by full phone, mail address and loginId', async (t) => {
  const simulator = await simulatorFor(t)
  const scope = await allRows(simulator, 'scope')
  for (const [index, row] of scope.entries()) {
    const { phone, email, loginId, loginSource, identityId } = registeredPeople.rowAt(index)
    t.equal(row['identityId'], identityId)
    t.equal(row['loginId'], loginId)
    for (const params of [
      { phone, opType: 2 },
      { email, opType: '3' },
      { loginId, loginSource, opType: 1 }
    ]) {
      const answer = await readJson(await callGateway(simulator, 'identity', { params }))
      t.match(at(answer, 'data'), { identityId, loginId, loginSource, phone })
    }
  }
})

void t.test('the documented keys of a tour find complete people', async (t) => {
  const simulator = await simulatorFor(t)
  for (const [params, nickName] of [
    [{ opType: 2, phone: '10000000001' }, '李明'],
    [{ opType: 3, email: 'emma.clark@example.com' }, 'Emma Clark'],
    [{ opType: 1, loginId: '10480000521', loginSource: 'openAccount' }, '李明']
  ] as const) {
    const answer = await readJson(await callGateway(simulator, 'identity', { params }))
    t.match(answer, { code: 200, data: { nickName, email: String, avatarUrl: /^https:/, modifier: 'system' } })
  }
})

for (const [what, params] of [
  ['phone', { opType: 2, phone: '10099999999' }],
  ['masked phone', { opType: 2, phone: '100****0001' }],
  ['mail address', { opType: 3, email: 'nobody@example.com' }],
  ['loginId', { opType: 1, loginId: '1', loginSource: 'openAccount' }],
  ['loginSource', { opType: 1, loginId: '10480000521', loginSource: 'other' }],
  ['name of an inherited property', { opType: 2, phone: 'constructor' }]
] as const) {
  void t.test(`an unknown ${what} is code 200 with data null`, async (t) => {
    const simulator = await simulatorFor(t)
    const answer = await readJson(await callGateway(simulator, 'identity', { params }))
    t.match(answer, { code: 200, message: null, localizedMsg: null, data: null })
    t.ok(Object.hasOwn(Object(answer), 'data'))
  })
}

for (const params of [
  {},
  { opType: 0, phone: '10000000001' },
  { opType: 4, phone: '10000000001' },
  { opType: 'phone', phone: '10000000001' },
  { opType: 1, phone: '10000000001' },
  { opType: 1, loginId: '10480000521' },
  { opType: 1, loginSource: 'openAccount' },
  { opType: 2, email: 'emma.clark@example.com' },
  { opType: 2, phone: 10000000001 },
  { opType: 3, phone: '10000000001' },
  { opType: 3, email: '' }
]) {
  void t.test(`opType must match its members: ${JSON.stringify(params)}`, async (t) => {
    const simulator = await simulatorFor(t)
    const answer = await readJson(await callGateway(simulator, 'identity', { params }))
    t.match(answer, { code: 460, message: 'request parameter error.', localizedMsg: '入参不正确' })
    t.notOk(Object.hasOwn(Object(answer), 'data'))
  })
}

void t.test('some people have no email and some no avatar in the identity answer', async (t) => {
  const simulator = await simulatorFor(t)
  const found = await Promise.all(
    makeRows(registeredPeople).map(async ({ phone }) => {
      const params = { opType: 2, phone }
      return at(await readJson(await callGateway(simulator, 'identity', { params })), 'data')
    })
  )
  t.equal(found.length, 125)
  t.ok(found.every((row) => row !== null))
  t.ok(found.some((row) => at(row, 'email') === undefined))
  t.ok(found.some((row) => at(row, 'avatarUrl') === undefined))
})
