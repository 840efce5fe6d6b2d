import t from 'tap'
import { allRows, at, callGateway, readJson, rowsAt, simulatorFor } from './client.ts'

const lists = {
  tenant: { rows: 'thirdAccountMetaList', total: 'total', size: 137, max: 100 },
  scope: { rows: 'identityDTOS', total: 'totalCount', size: 125, max: 50 },
  industry: { rows: 'data', total: 'total', size: 2000, max: 100 }
} as const
const sources = ['tenant', 'scope', 'industry'] as const

for (const source of sources) {
  const { rows, total, size, max } = lists[source]

  void t.test(`${source} has the advertised size, and its pages make up the list`, async (t) => {
    const simulator = await simulatorFor(t)
    const all = await allRows(simulator, source)
    t.equal(all.length, size)
    const params = { pageNo: 2, pageSize: max }
    const page = await readJson(await callGateway(simulator, source, { params }))
    t.same(rowsAt(page, 'data', rows), all.slice(max, 2 * max))
    t.equal(at(page, 'data', total), size)
    t.equal(at(page, 'data', 'pageNo'), 2)
  })

  void t.test(`${source} accepts Int parameters as text`, async (t) => {
    const simulator = await simulatorFor(t)
    const params = { pageNo: '2', pageSize: '7' }
    const page = await readJson(await callGateway(simulator, source, { params }))
    t.equal(rowsAt(page, 'data', rows).length, 7)
  })

  void t.test(`${source} answers a page beyond its end with no rows and the same total`, async (t) => {
    const simulator = await simulatorFor(t)
    const params = { pageNo: 2001, pageSize: 10 }
    const page = await readJson(await callGateway(simulator, source, { params }))
    t.match(page, { code: 200, data: { [rows]: [], [total]: size } })
  })

  for (const params of [
    { pageNo: 0, pageSize: 10 },
    { pageNo: -1, pageSize: 10 },
    { pageNo: 'value0', pageSize: 10 },
    { pageNo: 1.5, pageSize: 10 },
    { pageNo: true, pageSize: 10 }
  ]) {
    void t.test(`${source} refuses pageNo ${params.pageNo}`, async (t) => {
      const simulator = await simulatorFor(t)
      const answer = await readJson(await callGateway(simulator, source, { params }))
      t.match(answer, { code: 460, message: 'request parameter error.', localizedMsg: '入参不正确' })
      t.notOk(Object.hasOwn(Object(answer), 'data'), 'an error has no data at all')
    })
  }

  for (const pageSize of [0, max + 1, 'value1', -5]) {
    void t.test(`${source} refuses pageSize ${pageSize}`, async (t) => {
      const simulator = await simulatorFor(t)
      const answer = await readJson(await callGateway(simulator, source, { params: { pageNo: 1, pageSize } }))
      const message = source === 'scope' ? 'pageSize should between 1-50' : 'request parameter error.'
      const localizedMsg = source === 'scope' ? '每页的数量在1-50之间' : '入参不正确'
      t.match(answer, { code: 460, message, localizedMsg })
    })
  }

  void t.test(`${source} with another apiVer has no backend`, async (t) => {
    const simulator = await simulatorFor(t)
    for (const apiVer of ['9.9.9', undefined]) {
      const response = await callGateway(simulator, source, { request: { apiVer } })
      t.equal(response.status, 200)
      t.equal(response.headers.get('content-type'), 'application/json;charset=UTF-8')
      t.match(response.headers.get('x-ca-request-id'), /^[0-9A-F-]{36}$/)
      t.match(await readJson(response), { code: 20003, message: 'Find Backend Error' })
    }
    t.match(await readJson(await callGateway(simulator, source, { body: '{}' })), { code: 20003 })
  })
}

void t.test('tenant and scope require their page parameters; industry has defaults', async (t) => {
  const simulator = await simulatorFor(t)
  for (const source of ['tenant', 'scope'] as const) {
    t.match(await readJson(await callGateway(simulator, source, { params: {} })), { code: 460 })
  }
  const body = JSON.stringify({ request: { apiVer: '1.0.7' } })
  const answer = await readJson(await callGateway(simulator, 'industry', { body }))
  t.match(answer, { data: { pageNo: 1, pageSize: 10, total: 2000 } })
  t.equal(rowsAt(answer, 'data', 'data').length, 10)
})

void t.test('two simulators have the same accounts, and scale only makes the lists longer', async (t) => {
  const [one, other, larger] = await Promise.all([
    simulatorFor(t),
    simulatorFor(t),
    simulatorFor(t, { scale: 2, sizes: { scope: 3, industry: 0 } })
  ])
  for (const source of sources) t.same(await allRows(one, source), await allRows(other, source))
  const tenant = await allRows(larger, 'tenant')
  t.equal(tenant.length, 274)
  t.same(tenant.slice(0, 137), await allRows(one, 'tenant'))
  t.same(await allRows(larger, 'scope'), (await allRows(one, 'scope')).slice(0, 3))
  t.same(await allRows(larger, 'industry'), [])
})
