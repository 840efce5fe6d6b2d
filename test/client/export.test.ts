import { once } from 'node:events'
import t from 'tap'
import { clientOf, drain } from '../support/client.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { httpAnswer, startTcpUpstream } from '../support/tcp-upstream.ts'
import { startUpstream } from '../support/upstream.ts'

const end = '{"end":{"complete":true,"count":1,"sources":[]}}\n'

void t.test('an export yields every account as it arrives, and returns the end', async (t) => {
  const { url } = await startSandbox(t)
  const { client } = clientOf(url)
  const { items, end } = await drain(client.exportAccounts({ source: ['tenant', 'iam'] }))
  t.equal(new Set(items.map(({ id }) => id)).size, 137 + 86)
  t.match(end, { complete: true, count: 223, missing: [], sources: [{ source: 'tenant' }, { source: 'iam' }] })
})

void t.test('an export with a failed source throws a WalkIncomplete at its end', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: plain })
  withFaults(t, simulator, { iam: { kind: 'http', status: 503 } })
  const { client } = clientOf(url)
  const query = { source: ['tenant', 'iam'] } as const
  const { items, error } = await drain(client.exportAccounts(query))
  t.equal(items.length, 137)
  t.match(error, {
    name: 'WalkIncomplete',
    message: 'accounts are missing from iam (failed: upstream-unavailable)',
    end: { complete: false, count: 137, missing: [{ source: 'iam', reason: 'failed', accounts: null }] }
  })
  t.match((await drain(client.exportAccounts(query, { allowIncomplete: true }))).end, { complete: false, count: 137 })
})

void t.test('an export that fails before its first account throws the problem after the retries', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: plain })
  withFaults(t, simulator, { tenant: { kind: 'http', status: 503 } })
  const { client, waits } = clientOf(url)
  t.match((await drain(client.exportAccounts())).error, { slug: 'upstream-unavailable' })
  t.equal(waits.length, 3)
})

void t.test('an export that breaks off always throws', async (t) => {
  const { url } = await startTcpUpstream(t, (socket, count) => {
    const body = count === 1 ? '{"id":"1"}\n' : `{"id":"1"}\n${end.slice(0, -1)}`
    socket.end(httpAnswer(body, count === 3 ? { 'content-length': '1000' } : {}))
  })
  const { client } = clientOf(url)
  for (const cause of [undefined, undefined, TypeError]) {
    const { items, error } = await drain(client.exportAccounts({}, { allowIncomplete: true }))
    t.equal(items.length, 1)
    t.match(error, { name: 'WalkIncomplete', message: /ended early/, cause, end: { complete: false, count: 1 } })
  }
})

void t.test('an end with another count throws', async (t) => {
  const { url } = await startTcpUpstream(t, (socket) => socket.end(httpAnswer(end)))
  t.match((await drain(clientOf(url).client.exportAccounts())).error, {
    message: 'accounts are missing from a source that the service does not name',
    end: { complete: false, count: 0 }
  })
})

void t.test('characters split over chunks are decoded correctly', async (t) => {
  const bytes = Buffer.from(`{"id":"李明"}\n${end}`)
  const { url } = await startUpstream(t, (_request, response) => {
    response.write(bytes.subarray(0, 9), () => response.end(bytes.subarray(9)))
  })
  t.match((await drain(clientOf(url).client.exportAccounts())).items, [{ id: '李明' }])
})

void t.test('a line that is not an account throws an AnswerError', async (t) => {
  for (const line of ['<p>', '1', '{}', '[]', 'null']) {
    const { url } = await startTcpUpstream(t, (socket) => socket.end(httpAnswer(`${line}\n${end}`)))
    t.match((await drain(clientOf(url).client.exportAccounts())).error, { name: 'AnswerError', message: /^a line/ })
  }
})

void t.test('an export without a body throws an AnswerError', async (t) => {
  const { url } = await startUpstream(t, (_request, response) => response.writeHead(204).end())
  t.match((await drain(clientOf(url).client.exportAccounts())).error, { name: 'AnswerError', status: 204 })
})

void t.test('leaving the loop over an export, or aborting it, ends the request', async (t) => {
  const reason = new Error('enough')
  const controller = new AbortController()
  for (const leave of [true, false]) {
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    const { url } = await startUpstream(t, (_request, response) => {
      response.write('{"id":"1"}\n')
      void once(response, 'close').then(() => resolve())
    })
    const accounts = clientOf(url).client.exportAccounts({}, { signal: controller.signal })
    t.match(await accounts.next(), { value: { id: '1' } })
    if (leave) await accounts.return({ complete: false, count: 1, sources: [], missing: [] })
    else {
      controller.abort(reason)
      t.equal((await drain(accounts)).error, reason)
    }
    await closed
  }
})
