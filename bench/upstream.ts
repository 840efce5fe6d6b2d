import { createServer } from 'node:http'
import { tenantRows } from '../simulator/src/data/tenant-rows.ts'
import { makeRows } from '../simulator/src/rows.ts'

/**
 * The upstream of the benchmark. It answers every request with the first 20 rows of the tenant list, prepared once, and checks
 * nothing, so that it is never the bottleneck.
 */
const tenant = makeRows(tenantRows)
const body = Buffer.from(
  JSON.stringify({
    id: '4f0c8a52-5d0e-4c43-9a35-0f6f1a2f8d51',
    code: 200,
    message: null,
    localizedMsg: null,
    data: { pageNo: 1, total: tenant.length, thirdAccountMetaList: tenant.slice(0, 20) }
  })
)
const headers = {
  'content-type': 'application/json;charset=UTF-8',
  'content-length': body.length,
  'x-ca-request-id': '0A5C9D7E-1F1B-4E53-8B8D-3C1B0F8E2A11'
}

const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  request.resume()
  request.on('end', () => {
    response.writeHead(200, headers)
    response.end(body)
  })
})
server.listen(Number(process.env['PORT']), '127.0.0.1')
