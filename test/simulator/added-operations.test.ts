import t from 'tap'
import { gatewayList } from '../../simulator/src/gateway/gateway-list.ts'
import type { Family, Operations } from '../../simulator/src/operation.ts'
import { operations } from '../../simulator/src/operations.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { callGateway, callSource, readJson, simulatorFor } from './client.ts'

/** A list that counts rows from 1, in a bare array without a total, at a path with a query. */
const path = '/partner/accounts?kind=all'
const partner = gatewayList({
  path,
  apiVer: '2.0',
  rows: { name: 'partner', count: 12, rowAt: (index: number) => ({ partnerId: `p${index}` }) },
  paging: { first: 'start', size: 'count', counts: 'rows', from: 1, maxSize: 5, defaultSize: 4 },
  answer: 'rows'
})

/** A protocol of its own: a token header, and an envelope in plain text. */
const directoryFamily: Family = {
  name: 'directory',
  credentials: { directoryToken: 'sandbox-directory-token' },
  credentialsText: 'X-Directory-Token sandbox-directory-token',
  settings: (url) => ({ DIRECTORY_BASE_URL: url, DIRECTORY_TOKEN: 'sandbox-directory-token' }),
  envelope: ({ code, message }) => ({ status: 200, headers: {}, text: `${code} ${message}` }),
  throttleShapes: [429],
  throttle: (status) => ({ status, headers: {}, text: 'slow down' })
}

const added: Operations = {
  ...operations,
  partner,
  directory: {
    family: directoryFamily,
    method: 'POST',
    path: '/directory',
    open: () => (request) => {
      const isKnown = request.headers['x-directory-token'] === directoryFamily.credentials['directoryToken']
      return { status: isKnown ? 200 : 401, headers: {}, text: isKnown ? 'one two' : '' }
    }
  }
}

void t.test('a source added behind the gateway: its pages, page limits and faults follow from its entry', async (t) => {
  const simulator = await simulatorFor(t, { operations: added })
  const page = async (params: object): Promise<unknown> => {
    const operation = { path, apiVer: '2.0', params }
    return readJson(await callGateway(simulator, 'tenant', { operation }))
  }
  t.match(await page({}), { data: ['p0', 'p1', 'p2', 'p3'].map((partnerId) => ({ partnerId })) })
  t.match(await page({ start: 11, count: 5 }), { data: [{ partnerId: 'p10' }, { partnerId: 'p11' }] })
  t.match(await page({ start: 13 }), { code: 200, data: [] })
  for (const params of [{ start: 0 }, { count: 6 }]) t.match(await page(params), { code: 460 })
  simulator.setFault('partner', { kind: 'short-page', by: 1 })
  t.match(await page({ count: 2 }), { data: [{ partnerId: 'p0' }] })
  simulator.setFault('partner', { kind: 'envelope', code: 20056 })
  t.match(await page({}), { code: 20056 })
  t.same(new Set(simulator.calls.map(({ source }) => source)), new Set(['partner']))
})

void t.test("a path with a query other than the operation's is an invalid URL", async (t) => {
  const simulator = await simulatorFor(t, { operations: added })
  t.equal((await fetch(`${simulator.url}/partner/accounts?kind=some`, { method: 'POST' })).status, 404)
})

void t.test('an added protocol answers, fails and throttles in its own way', async (t) => {
  const simulator = await simulatorFor(t, { operations: added })
  const ask = async (token: string): Promise<string> => {
    const headers = { 'x-directory-token': token }
    const response = await fetch(`${simulator.url}/directory`, { method: 'POST', headers })
    return `${response.status} ${await response.text()}`
  }
  t.equal(await ask('sandbox-directory-token'), '200 one two')
  t.equal(await ask('other'), '401 ')
  simulator.setFault('directory', { kind: 'envelope', code: 7, message: 'closed' })
  t.equal(await ask('other'), '200 7 closed')
  simulator.setFault('directory', { kind: 'throttle' })
  t.equal(await ask('other'), '429 slow down')
  t.throws(() => simulator.setFault('directory', { kind: 'throttle', shape: 403 }), { message: /gateway/ })
  t.equal((await callSource(simulator, 'tenant')).status, 200, 'the others are well')
})

void t.test(
  'added sources: GET / lists them and their credentials, and the sandbox settings enable them',
  async (t) => {
    const { url } = await simulatorFor(t, { operations: added })
    t.match(await readJson(await fetch(url)), {
      operations: { partner: { method: 'POST', path, apiVer: '2.0' }, directory: { path: '/directory' } },
      credentials: { appKey: 'sandbox', directoryToken: 'sandbox-directory-token' }
    })
    t.match(sandboxSettings(url, added), { GATEWAY_BASE_URL: url, IAM_BASE_URL: url, DIRECTORY_BASE_URL: url })
    t.notOk('DIRECTORY_BASE_URL' in sandboxSettings(url))
  }
)

void t.test('a fault for an unknown source is rejected', async (t) => {
  const simulator = await simulatorFor(t)
  t.throws(() => simulator.setFault('nowhere', { kind: 'hang' }), { message: /^source must be one of tenant, / })
})
