import { Writable } from 'node:stream'
import t from 'tap'
import { createLogger } from '../../src/observability/logger.ts'
import { mapParserError } from '../../src/http/wire/map-parser-error.ts'
import { gatewayList } from '../../src/sources/iot-gateway/gateway-list.ts'
import { id } from '../../src/sources/fields.ts'
import { registry } from '../../src/sources/registry.ts'
import { createClient } from '../../src/upstream/send.ts'
import { Deadlines } from '../../src/upstream/deadline.ts'
import { startSimulator } from '../../simulator/src/simulator.ts'
import type { ListDefinition, SourceDefinition } from '../../src/sources/source.ts'
import { exportEnd } from '../support/ndjson.ts'
import { startService } from '../support/service.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

void t.test('a defect is a 500 without internals, and a log line with its place', async (t) => {
  const { url } = await startUpstream(t, (_request, response) => {
    sendJson(response, '{"code":200,"data":{"total":1,"list":[{"id":"1","name":"张三"}]}}')
  })
  const broken = gatewayList({
    id: 'broken',
    title: { en: 'A source with a defect', zh: '有缺陷的源' },
    path: '/broken',
    apiVersion: '1.0.0',
    timeoutMs: 1000,
    maxPageSize: 100,
    filters: {},
    list: 'list',
    total: 'total',
    callerToken: null,
    fields: {
      nativeId: {
        ...id('id'),
        read(row) {
          throw new TypeError(`cannot read ${String(row['name'])}`)
        }
      }
    }
  })
  const service = await startService(t, url, { registry: [...registry, broken] })
  const response = await fetch(`${service.url}/accounts?source=broken`)
  t.equal(response.status, 500)
  t.match(await response.json(), {
    type: '/problems/internal-error',
    detail: 'unexpected internal error while reading broken',
    retryable: false
  })
  t.match(service.log(), /"internal error"/)
  t.match(service.log(), /"type":"TypeError"/)
  t.match(service.log(), /defects\.test\.ts/)
  t.notMatch(service.log(), /张三|cannot read/)
  t.equal(service.log().match(/"internal error"/g)?.length, 1)
})

void t.test('a defect before any source is read is a 500 too, and logged once', async (t) => {
  const defective = registry.map((definition) =>
    definition.kind === 'lookup' ? definition : { ...definition, open: withoutLeave(definition) }
  )
  const service = await startService(t, 'http://127.0.0.1:9', { registry: defective })
  const { status, body } = await service.get('/accounts')
  t.match([status, body.type, body.detail], [500, '/problems/internal-error', 'unexpected internal error'])
  t.equal(service.log().match(/"internal error"/g)?.length, 1)
})

function withoutLeave(definition: ListDefinition): ListDefinition['open'] {
  return (settings) => ({ ...definition.open(settings), authorize: fail })
}

function fail(): never {
  throw new TypeError('unforeseen')
}

void t.test('a defect at one source does not affect the others', async (t) => {
  const sandbox = await startSimulator()
  t.teardown(() => sandbox.close())
  const service = await startService(t, sandbox.url, { registry: registry.map((source) => withDefect(source)) })
  const failed = { source: 'scope', status: 'failed', problem: { type: '/problems/internal-error', status: 500 } }
  const { status, body } = await service.get('/accounts?limit=8')
  t.match([status, body.complete, body.data.length], [200, false, 6])
  t.match(body.sources[1], failed)
  const file = await (await fetch(`${service.url}/accounts/export`)).text()
  t.match(exportEnd(file), { complete: false, sources: [{}, failed] })
  t.equal(file.match(/"source":"industry"/g)?.length, 2001)
  const keys = { keys: [{ phone: '10000000001' }, { email: 'nobody@example.com' }] }
  const lookups = await service.post('/accounts/lookup', keys)
  t.match(lookups, { status: 500, body: { type: '/problems/internal-error', results: [{ status: 'failed' }, {}] } })
  t.equal(service.log().match(/"internal error"/g)?.length, 4)
  t.equal(service.log().match(/"type":"TypeError"/g)?.length, 4)
  t.match((await service.get('/sources/scope')).body, { circuit: 'closed' })
})

/** `scope` and `identity`, with results that cannot be used. */
function withDefect(definition: SourceDefinition): SourceDefinition {
  if (definition.kind === 'lookup') {
    return { ...definition, open: (upstreams) => broken(definition.open(upstreams)) }
  }
  return definition.id === 'scope'
    ? { ...definition, open: (upstreams) => broken(definition.open(upstreams)) }
    : definition
}

function broken<Source extends { readonly readResponse: unknown }>(source: Source): Source {
  return {
    ...source,
    readResponse() {
      throw new TypeError('unforeseen')
    }
  }
}

void t.test('a logged error loses its message, and fields with possible personal data are removed', (t) => {
  let written = ''
  const output = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk)
      done()
    }
  })
  const logger = createLogger('trace', output, [])
  logger.error(
    { err: Object.assign(new Error('张三 called'), { code: 'E_X' }), phone: '10000000001', inner: { token: 't0ken' } },
    'x'
  )
  logger.info({ err: new RangeError('secret') })
  t.match(written, /"type":"Error","code":"E_X","frames":\["    at /)
  t.match(written, /"type":"RangeError","code":null/)
  t.notMatch(written, /张三|10000000001|t0ken|secret/)
  t.end()
})

void t.test('each error of the HTTP parser has its problem', (t) => {
  const long = Buffer.from(`GET /${'x'.repeat(9000)}`)
  t.equal(mapParserError({ code: 'HPE_HEADER_OVERFLOW', rawPacket: long }).slug, 'uri-too-long')
  t.equal(mapParserError({ code: 'HPE_HEADER_OVERFLOW' }).slug, 'headers-too-large')
  t.equal(mapParserError({ code: 'HPE_CHUNK_EXTENSIONS_OVERFLOW' }).slug, 'payload-too-large')
  t.match(mapParserError({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }).facts.detail, /timed out before it was complete/)
  t.equal(mapParserError({ code: 'HPE_INVALID_METHOD' }).slug, 'invalid-request')
  t.end()
})

void t.test('for a disconnected caller nothing is sent', async (t) => {
  const { url, requests } = await startUpstream(t, (_request, response) => sendJson(response, '{}'))
  const client = createClient({ origin: url, connections: 1, maxBodyBytes: 1024, timeoutMs: 1000, proxy: null })
  t.teardown(() => client.close())
  const deadline = new Deadlines('tenant', 1000).start()
  deadline.finish()
  const request = { method: 'GET', path: '/', headers: [], body: null } as const
  await t.rejects(client.send({ ...request, headers: [] }, deadline), { name: 'Abandoned' })
  t.equal(requests.length, 0)
})
