import t from 'tap'
import { allSources, at, callGateway, callIam, callSource, readJson, simulatorFor } from './client.ts'

for (const source of allSources) {
  void t.test(`${source} answers any status, headers and body`, async (t) => {
    const simulator = await simulatorFor(t)
    simulator.setFault(source, { kind: 'http', status: 502, headers: { 'x-ca-error-code': 'D502FC' }, body: '坏' })
    const response = await callSource(simulator, source)
    t.equal(response.status, 502)
    t.equal(response.headers.get('x-ca-error-code'), 'D502FC')
    t.equal(await response.text(), '坏')
    simulator.setFault(source, { kind: 'http', status: 503 })
    const bare = await callSource(simulator, source)
    t.equal(bare.status, 503)
    t.equal(await bare.text(), '')
  })

  void t.test(`${source} answers any error in its own envelope`, async (t) => {
    const simulator = await simulatorFor(t)
    simulator.setFault(source, { kind: 'envelope', code: 20056, message: 'Hsf Invoke Timeout', localizedMsg: '超时' })
    const response = await callSource(simulator, source)
    t.equal(response.status, 200)
    const answer = await readJson(response)
    if (source === 'iam') {
      t.same(answer, { Code: 20056, Msg: 'Hsf Invoke Timeout' })
      return
    }
    t.match(answer, { id: /^[0-9a-f-]{36}$/, code: 20056, message: 'Hsf Invoke Timeout', localizedMsg: '超时' })
    t.notOk(Object.hasOwn(Object(answer), 'data'))
    t.match(response.headers.get('x-ca-request-id'), /^[0-9A-F-]{36}$/)
  })

  void t.test(`${source} answers any text`, async (t) => {
    const simulator = await simulatorFor(t)
    simulator.setFault(source, { kind: 'body', text: '<html>', contentType: 'text/html' })
    const response = await callSource(simulator, source)
    t.equal(response.headers.get('content-type'), 'text/html')
    t.equal(await response.text(), '<html>')
    simulator.setFault(source, { kind: 'body', text: '' })
    const empty = await callSource(simulator, source)
    t.equal(empty.status, 200)
    t.equal(empty.headers.get('content-type'), 'application/json;charset=UTF-8')
    t.equal(await empty.text(), '')
  })

  void t.test(`${source} throttles`, async (t) => {
    const simulator = await simulatorFor(t)
    simulator.setFault(source, { kind: 'throttle', retryAfter: 7 })
    const response = await callSource(simulator, source)
    t.equal(response.status, 429)
    t.equal(response.headers.get('retry-after'), '7')
    t.equal(response.headers.get('x-ca-error-code'), source === 'iam' ? null : 'T429PR')
    const message = source === 'iam' ? null : 'Throttled by PLUGIN Flow Control'
    t.equal(response.headers.get('x-ca-error-message'), message)
    t.equal(await response.text(), '')
    if (source === 'iam') {
      t.throws(() => simulator.setFault('iam', { kind: 'throttle', shape: 403 }), { message: /gateway/ })
      return
    }
    simulator.setFault(source, { kind: 'throttle', shape: 403 })
    const forbidden = await callSource(simulator, source)
    t.equal(forbidden.status, 403)
    t.equal(forbidden.headers.get('retry-after'), null)
    t.equal(forbidden.headers.get('x-ca-error-message'), 'Throttled by APP Flow Control')
  })

  void t.test(`${source} answers normally after a fault's times are used up`, async (t) => {
    const simulator = await simulatorFor(t)
    simulator.setFault(source, { kind: 'http', status: 500, times: 2 })
    const statuses: number[] = []
    for (let time = 0; time < 3; time += 1) statuses.push((await callSource(simulator, source)).status)
    t.same(statuses, [500, 500, 200])
    t.equal(simulator.calls.length, 3)
  })

  void t.test(`${source} keeps its fault until it is cleared, and the others answer normally`, async (t) => {
    const simulator = await simulatorFor(t)
    simulator.setFault(source, { kind: 'http', status: 500 })
    for (const other of allSources) t.equal((await callSource(simulator, other)).status, other === source ? 500 : 200)
    simulator.clearFault(source)
    t.equal((await callSource(simulator, source)).status, 200)
  })
}

void t.test('faults that use the real answer come after the checks, other faults before them', async (t) => {
  const simulator = await simulatorFor(t)
  simulator.setFault('tenant', { kind: 'short-page', by: 1 })
  t.equal((await callGateway(simulator, 'tenant', { secret: 'wrong' })).status, 403)
  simulator.setFault('tenant', { kind: 'envelope', code: '460' })
  const answer = await readJson(await callGateway(simulator, 'tenant', { secret: 'wrong' }))
  t.same(Object.keys(Object(answer)), ['id', 'code'])
  t.equal(at(answer, 'code'), '460')
  simulator.setFault('iam', { kind: 'omit', keys: ['Msg'] })
  t.same(await readJson(await callIam(simulator, '', '')), { Code: 401 })
  simulator.setFault('tenant', { kind: 'truncate' })
  t.equal((await callGateway(simulator, 'tenant', { secret: 'wrong' })).status, 403)
})
