import t from 'tap'
import { gatewayList } from '../../src/sources/iot-gateway/gateway-list.ts'
import { registry } from '../../src/sources/registry.ts'
import { id, text } from '../../src/sources/fields.ts'
import { startService } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

const badge = gatewayList({
  id: 'badge',
  title: { en: 'Holders of a badge', zh: '持卡人' },
  path: '/badge/query',
  apiVersion: '2.0.0',
  timeoutMs: 1000,
  maxPageSize: 10,
  filters: { q: 'holder' },
  list: 'badges',
  total: 'count',
  callerToken: null,
  fields: { nativeId: id('badge'), displayName: text('holder') }
})

void t.test('a sixth source costs its definition and one line of the registry', async (t) => {
  const upstream = await startUpstream(t, (_request, response) =>
    sendJson(response, '{"code":200,"data":{"count":1,"badges":[{"badge":7,"holder":"李明"}]}}')
  )
  const { url } = await startService(t, upstream.url, { registry: [...registry, badge], environment: plain })
  const response = await fetch(`${url}/accounts?source=badge&q=li&limit=10`)
  t.equal(response.status, 200)
  const account = { id: 'badge:7', source: 'badge', displayName: '李明', email: null, masked: [] }
  t.match(await response.json(), { data: [account], page: { total: 1 }, complete: true })
  t.match(upstream.requests[0], { url: '/badge/query', body: /"params":\{"pageNo":1,"pageSize":10,"holder":"li"\}/ })
  const shown = await fetch(`${url}/sources/badge`)
  t.match(await shown.json(), { source: 'badge', filters: ['q'], timeoutMs: 1000, maxPageSize: 10 })
})

void t.test("a sixth source's BADGE_TIMEOUT_MS is in force", async (t) => {
  const upstream = await startUpstream(t, () => {})
  const environment = { ...plain, BADGE_TIMEOUT_MS: '50', SOURCES: 'badge' }
  const { url } = await startService(t, upstream.url, { registry: [...registry, badge], environment })
  const response = await fetch(`${url}/accounts`)
  t.match(await response.json(), { status: 504, detail: 'badge did not answer within 50 ms', source: 'badge' })
})
