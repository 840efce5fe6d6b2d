import { once } from 'node:events'
import t from 'tap'
import type { ExportProgress } from '../../client/src/index.ts'
import { clientOf, failureOf } from '../support/client.ts'
import { withFaults } from '../support/faults.ts'
import { withKeys } from '../support/keys.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { httpAnswer, startTcpUpstream } from '../support/tcp-upstream.ts'
import { startUpstream } from '../support/upstream.ts'

const end = '{"end":{"complete":true,"count":1,"sources":[]}}\n'

/** Durations differ. */
const withoutEnd = (file: string): string => file.replace(/\{"end".*\n/, '')

void t.test('an exported file has its name, its text and progress, whatever the format and credential', async (t) => {
  const environment = withKeys(t, { exporter: { rights: ['accounts:read', 'accounts:export'] } })
  const { url } = await startSandbox(t, { environment })
  const authorization = 'Bearer exporter'
  for (const [format, options] of [
    ['csv', { token: 'exporter' }],
    ['csv', { apiKey: () => Promise.resolve('exporter') }],
    ['ndjson', { token: () => 'exporter' }]
  ] as const) {
    const { client } = clientOf(url, options)
    const progress: ExportProgress[] = []
    const query = { source: ['tenant'], format } as const
    const file = await client.exportFile(query, { onProgress: (now) => progress.push(now) })
    t.match(file, { name: `accounts.${format}`, total: 137 })
    const blob = await file.blob()
    const direct = await fetch(client.exportUrl(query), { headers: { authorization } })
    t.equal(blob.type, direct.headers.get('content-type'))
    const text = await blob.text()
    t.equal(withoutEnd(text), withoutEnd(await direct.text()))
    t.same(progress.at(-1), { accounts: 137, bytes: Buffer.byteLength(text), total: 137 })
    t.ok(progress.every(({ accounts }, index) => accounts >= (progress[index - 1]?.accounts ?? 0)))
  }
  t.match(await failureOf(clientOf(url).client.exportFile()), { slug: 'unauthenticated' })
})

void t.test('an export of several sources has no total, and is ndjson unless the query says csv', async (t) => {
  const { url } = await startSandbox(t)
  const file = await clientOf(url).client.exportFile({ source: ['tenant', 'iam'] })
  t.match(file, { name: 'accounts.ndjson', total: null, mediaType: 'application/x-ndjson' })
  t.equal((await (await file.blob()).text()).trimEnd().split('\n').length, 137 + 86 + 1)
})

void t.test('a line break in a csv cell does not count as a row', async (t) => {
  const csv = 'id,name\r\n1,"a\nb"\r\n2,"say ""hi""\r\n"\r\n3,c\r\n'
  for (const size of [1, 2, 7, 1000]) {
    const { url } = await startUpstream(t, (_request, response) => {
      for (let at = 0; at < csv.length; at += size) response.write(csv.slice(at, at + size))
      response.end()
    })
    let accounts = 0
    const file = await clientOf(url).client.exportFile(
      { format: 'csv' },
      { onProgress: (now) => (accounts = now.accounts) }
    )
    t.match(file, { name: 'accounts.csv', total: null })
    t.equal(await (await file.blob()).text(), csv)
    t.equal(accounts, 3)
  }
})

void t.test('a file with missing accounts fails, unless an incomplete ndjson file is allowed', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: plain })
  withFaults(t, simulator, { iam: { kind: 'envelope', code: 2478, message: 'no' } })
  const { client } = clientOf(url)
  const query = { source: ['tenant', 'iam'] } as const
  t.match(await failureOf((await client.exportFile(query)).blob()), {
    name: 'WalkIncomplete',
    end: { count: 137, missing: [{ source: 'iam', reason: 'failed', problem: { slug: 'upstream-rejected' } }] }
  })
  const file = await client.exportFile(query, { allowIncomplete: true })
  t.match(await (await file.blob()).text(), /"end":\{"complete":false/)
  for (const allowIncomplete of [true, false]) {
    const csv = await client.exportFile({ ...query, format: 'csv' }, { allowIncomplete })
    t.match(await failureOf(csv.blob()), { name: 'WalkIncomplete', message: /ended early/, end: { count: 137 } })
  }
})

void t.test('a file that breaks off fails', async (t) => {
  const csv = 'id\r\n1\r\n'
  for (const [format, body, headers, accounts] of [
    ['csv', csv, { 'content-length': '1000' }, 1],
    ['csv', '', {}, 0],
    ['ndjson', '{"id":"1"}\n', {}, 1],
    ['ndjson', '{"id":"1"}\n{"id":', {}, 1],
    ['ndjson', `{"id":"1"}\n${end.slice(0, -1)}`, {}, 1],
    ['ndjson', `{"id":"1"}\n${end}`, { 'content-length': '1000' }, 1],
    ['ndjson', '', {}, 0]
  ] as const) {
    const { url } = await startTcpUpstream(t, (socket) => socket.end(httpAnswer(body, headers)))
    const file = await clientOf(url).client.exportFile({ format }, { allowIncomplete: true })
    t.match(await failureOf(file.blob()), { name: 'WalkIncomplete', end: { complete: false, count: accounts } })
  }
})

void t.test('an ndjson file whose end has another count is incomplete', async (t) => {
  const { url } = await startTcpUpstream(t, (socket) => socket.end(httpAnswer(end)))
  t.match(await failureOf((await clientOf(url).client.exportFile()).blob()), { end: { complete: false, count: 0 } })
})

void t.test('an export that fails before its first byte throws the problem after the retries', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: plain })
  withFaults(t, simulator, { tenant: { kind: 'http', status: 503 } })
  const { client, waits } = clientOf(url)
  t.match(await failureOf(client.exportFile({ source: ['tenant'] })), { slug: 'upstream-unavailable' })
  t.equal(waits.length, 3)
})

void t.test("cancelling a file's stream, or aborting, ends the request", async (t) => {
  const reason = new Error('enough')
  const controller = new AbortController()
  for (const cancel of [true, false]) {
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    const { url } = await startUpstream(t, (_request, response) => {
      response.write('{"id":"1"}\n')
      void once(response, 'close').then(() => resolve())
    })
    const file = await clientOf(url).client.exportFile({}, { signal: controller.signal })
    if (cancel) await file.stream.cancel()
    else {
      const read = failureOf(file.blob())
      controller.abort(reason)
      t.equal(await read, reason)
    }
    await closed
  }
})
