import t from 'tap'
import { allSources, at, callSource, readJson, rowsAt, simulatorFor } from './client.ts'

const listOf = {
  tenant: { path: ['data', 'thirdAccountMetaList'], total: ['data', 'total'], size: 137 },
  scope: { path: ['data', 'identityDTOS'], total: ['data', 'totalCount'], size: 125 },
  industry: { path: ['data', 'data'], total: ['data', 'total'], size: 2000 },
  iam: { path: ['sub_accounts'], total: ['Total'], size: 86 }
} as const
const listSources = ['tenant', 'scope', 'industry', 'iam'] as const

for (const source of listSources) {
  const { path, total, size } = listOf[source]

  void t.test(`${source} reports a drifting total`, async (t) => {
    const simulator = await simulatorFor(t)
    simulator.setFault(source, { kind: 'total-drift', by: -3 })
    const answer = await readJson(await callSource(simulator, source))
    t.equal(at(answer, ...total), size - 3)
    t.equal(rowsAt(answer, ...path).length, 20)
  })

  void t.test(`${source} sends short pages`, async (t) => {
    const simulator = await simulatorFor(t)
    const whole = rowsAt(await readJson(await callSource(simulator, source)), ...path)
    simulator.setFault(source, { kind: 'short-page', by: 3 })
    const answer = await readJson(await callSource(simulator, source))
    t.same(rowsAt(answer, ...path), whole.slice(0, 17))
    t.equal(at(answer, ...total), size)
    simulator.setFault(source, { kind: 'short-page', by: 30 })
    const empty = at(await readJson(await callSource(simulator, source)), ...path)
    t.same(empty, source === 'iam' ? null : [])
  })
}

void t.test('total-drift and short-page do not affect identity', async (t) => {
  const simulator = await simulatorFor(t)
  for (const kind of ['total-drift', 'short-page'] as const) {
    simulator.setFault('identity', { kind, by: 1 })
    t.match(await readJson(await callSource(simulator, 'identity')), { code: 200, data: { nickName: '李明' } })
  }
})

for (const source of allSources) {
  void t.test(`${source} omits members at any depth`, async (t) => {
    const simulator = await simulatorFor(t)
    const [outer, inner] = source === 'iam' ? ['Msg', 'NickName'] : ['message', 'nickName']
    simulator.setFault(source, { kind: 'omit', keys: [outer, inner] })
    const text = await (await callSource(simulator, source)).text()
    t.notMatch(text, new RegExp(`"(${outer}|${inner})"`))
    t.match(text, source === 'iam' ? /"AccountId"/ : /"(loginName|phone)"/)
  })
}
