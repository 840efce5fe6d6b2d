import t from 'tap'
import { clientOf, drain, failureOf } from '../support/client.ts'
import { withKeys } from '../support/keys.ts'
import { startSandbox } from '../support/service.ts'
import { startUpstream, sendJson } from '../support/upstream.ts'

void t.test('a key is shown as a token or as a key', async (t) => {
  const { url } = await startSandbox(t, { environment: withKeys(t, { first: {}, second: { sources: ['iam'] } }) })
  t.match(await failureOf(clientOf(url).client.sources()), { slug: 'unauthenticated' })
  t.match(await failureOf(clientOf(url, { token: 'wrong' }).client.sources()), { slug: 'unauthenticated' })
  t.equal((await clientOf(url, { token: 'first' }).client.sources()).length, 5)
  const { client } = clientOf(url, { apiKey: 'second' })
  t.match(await client.sources(), [{ source: 'iam' }])
  t.match(await failureOf(client.page({ source: ['tenant'] })), { slug: 'forbidden' })
})

void t.test('a token may change from request to request', async (t) => {
  const { url } = await startSandbox(t, { environment: withKeys(t, { first: {}, second: {} }) })
  const tokens = ['first', 'second', 'gone']
  const { client } = clientOf(url, { token: async () => tokens.shift() ?? '' })
  const { items, error } = await drain(client.accounts({ source: ['tenant'], limit: 50 }))
  t.equal(items.length, 100)
  t.match(error, { slug: 'unauthenticated' })
})

void t.test('the user’s own upstream tokens go along', async (t) => {
  const { url, simulator } = await startSandbox(t)
  const mine = await clientOf(url, { iamAccessToken: 'sandbox-token-2' }).client.page({ source: ['iam'] })
  const ours = await clientOf(url).client.page({ source: ['iam'] })
  t.not(mine.data[0]?.id, ours.data[0]?.id)
  simulator.calls.length = 0
  await clientOf(url, { iotToken: () => 'sandbox-iot-token' }).client.page({ source: ['industry'] })
  t.match(JSON.stringify(simulator.calls), 'sandbox-iot-token')
})

void t.test('further headers go with every request', async (t) => {
  const { url, requests } = await startUpstream(t, (_request, response) => sendJson(response, '{"data":[]}'))
  await clientOf(`${url}/`, { headers: { 'accept-language': 'zh-CN' }, credentials: 'omit' }).client.sources()
  t.match(requests, [{ url: '/sources', headers: { 'accept-language': 'zh-CN' } }])
})
