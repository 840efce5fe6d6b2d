import t from 'tap'
import { clientOf, drain, failureOf } from '../support/client.ts'
import { withKeys } from '../support/keys.ts'
import { startSandbox } from '../support/service.ts'
import { startUpstream, sendJson } from '../support/upstream.ts'

void t.test('a key is sent as a bearer token or in X-Api-Key', async (t) => {
  const { url } = await startSandbox(t, { environment: withKeys(t, { first: {}, second: { sources: ['iam'] } }) })
  t.match(await failureOf(clientOf(url).client.listSources()), { slug: 'unauthenticated' })
  t.match(await failureOf(clientOf(url, { token: 'wrong' }).client.listSources()), { slug: 'unauthenticated' })
  t.equal((await clientOf(url, { token: 'first' }).client.listSources()).length, 5)
  const { client } = clientOf(url, { apiKey: 'second' })
  t.match(await client.listSources(), [{ source: 'iam' }])
  t.match(await failureOf(client.listAccounts({ source: ['tenant'] })), { slug: 'forbidden' })
})

void t.test('a token function is called for every request', async (t) => {
  const { url } = await startSandbox(t, { environment: withKeys(t, { first: {}, second: {} }) })
  const tokens = ['first', 'second', 'gone']
  const { client } = clientOf(url, { token: async () => tokens.shift() ?? '' })
  const { items, error } = await drain(client.iterateAccounts({ source: ['tenant'], limit: 50 }))
  t.equal(items.length, 100)
  t.match(error, { slug: 'unauthenticated' })
})

void t.test('the user’s own upstream tokens are sent', async (t) => {
  const { url, simulator } = await startSandbox(t)
  const mine = await clientOf(url, { callerTokens: { 'X-Iam-Access-Token': 'sandbox-token-2' } }).client.listAccounts({
    source: ['iam']
  })
  const ours = await clientOf(url).client.listAccounts({ source: ['iam'] })
  t.not(mine.data[0]?.id, ours.data[0]?.id)
  simulator.calls.length = 0
  await clientOf(url, { callerTokens: { 'X-Iot-Token': () => 'sandbox-iot-token' } }).client.listAccounts({
    source: ['industry']
  })
  t.match(JSON.stringify(simulator.calls), 'sandbox-iot-token')
})

void t.test('custom headers are sent with every request', async (t) => {
  const { url, requests } = await startUpstream(t, (_request, response) => sendJson(response, '{"data":[]}'))
  await clientOf(`${url}/`, { headers: { 'accept-language': 'zh-CN' }, credentials: 'omit' }).client.listSources()
  t.match(requests, [{ url: '/sources', headers: { 'accept-language': 'zh-CN' } }])
})
