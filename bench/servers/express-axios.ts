import { createHash, createHmac, randomUUID } from 'node:crypto'
import { Agent } from 'node:http'
import { create } from 'axios'
import express from 'express'
import { toAccount, type TenantRow } from './express-account.ts'
import { peerLogger, peerSettings } from './peer.ts'

/** The same page, hand-written with Express and axios: sign, post, check the envelope, map, answer. */
interface Envelope {
  code: number | string
  message: string | null
  data: { total: number; thirdAccountMetaList: TenantRow[] | null } | null
}

const { port, upstream, path, appKey, appSecret } = peerSettings()
const logger = peerLogger()
const client = create({
  baseURL: upstream,
  timeout: 3000,
  httpAgent: new Agent({ keepAlive: true, maxSockets: 64 }),
  validateStatus: () => true
})

const app = express()

app.use((request, response, next) => {
  const startedAt = performance.now()
  response.on('finish', () => {
    const durationMs = Math.round(performance.now() - startedAt)
    logger.info({ method: request.method, path: request.path, status: response.statusCode, durationMs }, 'request')
  })
  next()
})

// oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 hands a rejection to its error handler
app.get('/accounts', async (request, response) => {
  const limit = Number(request.query['limit'] ?? 20)
  const page = Number(request.query['page'] ?? 1)
  if (!Number.isInteger(limit) || limit < 1 || limit > 100 || !Number.isInteger(page) || page < 1) {
    response.status(400).json({ error: 'limit or page is not valid' })
    return
  }
  const { total, rows } = await queryTenant(page, limit)
  response.set('cache-control', 'private, no-store').json({
    data: rows.map(toAccount),
    page: { limit, number: page, total }
  })
})

async function queryTenant(pageNo: number, pageSize: number): Promise<{ total: number; rows: TenantRow[] }> {
  const body = JSON.stringify({
    id: randomUUID(),
    version: '1.0',
    request: { apiVer: '1.0.0' },
    params: { pageNo, pageSize }
  })
  const { status, data: envelope } = await client.post<Envelope>(path, body, { headers: signedHeaders(body) })
  if (status !== 200 || String(envelope.code) !== '200' || envelope.data === null) {
    throw new Error(`upstream answered ${status} with code ${envelope.code}`)
  }
  return { total: envelope.data.total, rows: envelope.data.thirdAccountMetaList ?? [] }
}

function signedHeaders(body: string): Record<string, string> {
  const md5 = createHash('md5').update(body).digest('base64')
  const signed: Record<string, string> = {
    'x-ca-key': appKey,
    'x-ca-nonce': randomUUID(),
    'x-ca-stage': 'RELEASE',
    'x-ca-timestamp': String(Date.now())
  }
  const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}`)
  const text = ['POST', 'application/json', md5, 'application/json', '', ...lines, path].join('\n')
  return {
    ...signed,
    accept: 'application/json',
    'content-type': 'application/json',
    'content-md5': md5,
    'x-ca-signature-headers': Object.keys(signed).join(','),
    'x-ca-signature': createHmac('sha256', appSecret).update(text).digest('base64')
  }
}

app.listen(port, '127.0.0.1')
