import t from 'tap'
import { callSource, readJson, simulatorFor } from './client.ts'

void t.test('a fault is set, listed, counted down and cleared over HTTP', async (t) => {
  const simulator = await simulatorFor(t)
  const control = async (method: string, path: string, body?: string) =>
    fetch(`${simulator.url}/__faults${path}`, { method, ...(body === undefined ? {} : { body }) })
  t.same(await readJson(await control('GET', '')), {})
  const set = await control('PUT', '/tenant', '{"kind":"http","status":500,"times":2}')
  t.equal(set.status, 204)
  t.equal(await set.text(), '')
  await control('PUT', '/iam', '{"kind":"hang"}')
  t.equal((await callSource(simulator, 'tenant')).status, 500)
  const now = { tenant: { kind: 'http', status: 500, times: 1 }, iam: { kind: 'hang' } }
  t.same(await readJson(await control('GET', '')), now)
  t.equal((await control('DELETE', '/iam')).status, 204)
  t.equal((await control('DELETE', '/tenant')).status, 204)
  t.equal((await control('DELETE', '/tenant')).status, 204, 'twice does no harm')
  t.same(await readJson(await control('GET', '')), {})
  t.equal(simulator.calls.length, 1, 'these requests are no calls')
})

for (const [path, body, message] of [
  ['tenant', '{"kind":"explode"}', /^kind must be one of delay, hang, reset, http, envelope, body, truncate, oversize/],
  ['tenant', '{}', /^kind must be one of/],
  ['tenant', 'null', /^kind must be one of/],
  ['tenant', '"hang"', /^kind must be one of/],
  ['tenant', 'hang', 'the body must be JSON'],
  ['tenant', '', 'the body must be JSON'],
  ['tenant', '{"kind":"delay"}', /ms/],
  ['tenant', '{"kind":"delay","ms":"5"}', '/ms must be integer'],
  ['tenant', '{"kind":"delay","ms":-1}', '/ms must be >= 0'],
  ['tenant', '{"kind":"hang","times":0}', '/times must be >= 1'],
  ['tenant', '{"kind":"http","status":99}', '/status must be >= 200'],
  ['tenant', '{"kind":"http","status":200,"headers":{"a":1}}', '/headers/a must be string'],
  ['tenant', '{"kind":"http","status":200,"headers":{"a b":"1"}}', /^"a b" cannot be sent/],
  ['tenant', '{"kind":"http","status":200,"headers":{"a":"1\\n"}}', /^"a" cannot be sent/],
  ['tenant', '{"kind":"body","text":"","contentType":"\\n"}', /^"content-type" cannot be sent/],
  ['tenant', '{"kind":"oversize","bytes":0}', '/bytes must be >= 1'],
  ['tenant', '{"kind":"omit","keys":[]}', /^\/keys/],
  ['tenant', '{"kind":"throttle","shape":500}', /^\/shape/],
  ['iam', '{"kind":"throttle","shape":403}', '/shape 403 is for the upstreams behind the gateway'],
  ['nowhere', '{"kind":"hang"}', 'source must be one of tenant, scope, industry, iam, identity'],
  ['', '{"kind":"hang"}', /^source must be one of/]
] as const) {
  void t.test(`PUT /__faults/${path} ${body} is a 400 that says why`, async (t) => {
    const simulator = await simulatorFor(t)
    const response = await fetch(`${simulator.url}/__faults/${path}`, { method: 'PUT', body })
    t.equal(response.status, 400)
    t.match(await readJson(response), { message })
    t.same(await readJson(await fetch(`${simulator.url}/__faults`)), {})
  })
}

void t.test('a member that the kind does not have is refused', async (t) => {
  const simulator = await simulatorFor(t)
  const response = await fetch(`${simulator.url}/__faults/iam`, { method: 'PUT', body: '{"kind":"hang","ms":1}' })
  t.equal(response.status, 400)
})

void t.test('DELETE of an unknown source is a 400', async (t) => {
  const simulator = await simulatorFor(t)
  t.equal((await fetch(`${simulator.url}/__faults/nowhere`, { method: 'DELETE' })).status, 400)
})
