import { execFileSync } from 'node:child_process'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { toClientCode } from '../../explorer/src/client-code.ts'
import { idInAddress, toAddress } from '../../explorer/src/account-address.ts'
import { givenHeaders, toClientCredentials, tokenFieldsOf } from '../../explorer/src/credentials.ts'
import { toCurl } from '../../explorer/src/curl.ts'
import { fromFragment, toFragment, toRequest, type Query } from '../../explorer/src/query.ts'

const query: Query = { sources: null, limit: 20, partial: 'allow', raw: false, scan: true, filters: {} }
const known = ['tenant', 'scope', 'industry', 'iam'] as const
const nasty = `'; touch /tmp/x; $(id) \`id\` "$HOME" \\' \\" % & # 李明`

/** The arguments that curl gets from a shell for a command. */
function argumentsOf(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`
  const env = { ROLLCALL_TOKEN: 'the token', IOT_TOKEN: 'the other' }
  return execFileSync('sh', ['-c', script], { encoding: 'utf8', env }).split('\0').slice(0, -1)
}

void t.test('a query without personal data is a GET', (t) => {
  const request = toRequest({ ...query, sources: ['tenant', 'iam'], filters: { role: 'a b' } }, 'c/1=')
  t.match(request, {
    method: 'GET',
    parameters: { source: ['tenant', 'iam'], limit: 20, role: 'a b', scan: 'allow', cursor: 'c/1=' }
  })
  t.same(argumentsOf(toCurl('http://h:1', request, [])), [
    'http://h:1/accounts?source=tenant,iam&limit=20&role=a+b&scan=allow&cursor=c%2F1%3D'
  ])
  t.end()
})

void t.test('a query with personal data is a POST', (t) => {
  for (const name of ['q', 'employeeId'] as const) {
    const request = toRequest({ ...query, partial: 'forbid', raw: true, filters: { [name]: nasty } }, null)
    t.equal(request.method, 'POST')
    const [url, ...rest] = argumentsOf(toCurl('http://h:1', request, []))
    t.equal(url, 'http://h:1/accounts/search')
    t.same(rest.slice(0, 3), ['-H', 'Content-Type: application/json', '-d'])
    t.same(JSON.parse(rest[3] ?? ''), { limit: 20, [name]: nasty, scan: 'allow', partial: 'forbid', include: 'raw' })
  }
  t.end()
})

void t.test('any filter value is plain text for the shell', (t) => {
  const [url = ''] = argumentsOf(toCurl('http://h:1', toRequest({ ...query, filters: { appId: nasty } }, null), []))
  t.equal(new URL(url).searchParams.get('appId'), nasty)
  t.end()
})

void t.test('credentials: snippets have variables in their place', (t) => {
  const headers = givenHeaders({ Authorization: 'rc_1', 'X-Api-Key': '', 'X-Iot-Token': 'x', 'X-Iam-Access-Token': '' })
  t.same(headers, ['Authorization', 'X-Iot-Token'])
  const request = toRequest(query, null)
  t.same(argumentsOf(toCurl('http://h:1', request, headers)).slice(1), [
    '-H',
    'Authorization: Bearer the token',
    '-H',
    'X-Iot-Token: the other'
  ])
  const code = toClientCode('http://h:1', request, headers)
  t.match(code, "token: process.env.ROLLCALL_TOKEN ?? ''")
  t.match(code, "callerTokens: { 'X-Iot-Token': process.env.IOT_TOKEN ?? '' }")
  t.match(toClientCode('http://h:1', request, ['X-Api-Key']), "apiKey: process.env.ROLLCALL_API_KEY ?? ''")
  t.end()
})

void t.test('credentials: the client gets the filled-in ones', (t) => {
  const none = { Authorization: '', 'X-Api-Key': '', 'X-Iot-Token': '' }
  t.strictSame(toClientCredentials(none), { callerTokens: {} })
  t.strictSame(toClientCredentials({ ...none, Authorization: 'a', 'X-Api-Key': 'b', 'X-Iot-Token': 'c' }), {
    token: 'a',
    apiKey: 'b',
    callerTokens: { 'X-Iot-Token': 'c' }
  })
  t.end()
})

void t.test('caller tokens: one field per header of the sources', (t) => {
  const sources = [
    { source: 'tenant', credentials: { configured: true, callerToken: null } },
    { source: 'industry', credentials: { configured: true, callerToken: 'X-User-Token' } },
    { source: 'iam', credentials: { configured: true, callerToken: 'X-Iam-Access-Token' } },
    { source: 'scope', credentials: { configured: false, callerToken: 'X-User-Token' } }
  ] as const
  t.strictSame(tokenFieldsOf(sources), [
    { header: 'X-User-Token', sources: ['industry', 'scope'] },
    { header: 'X-Iam-Access-Token', sources: ['iam'] }
  ])
  t.end()
})

void t.test('the program runs the same query with the client, without the cursor', async (t) => {
  const request = toRequest({ ...query, sources: ['iam'], filters: { q: nasty } }, 'cursor')
  const code = toClientCode('http://h:1', request, ['Authorization'])
  const calls: unknown[] = []
  const rollcall = { iterateAccounts: (asked: unknown) => (calls.push(asked), []) }
  const createClient = (options: unknown) => (calls.push(options), rollcall)
  const body = code.replace(/^import .*\n/, '')
  await runInNewContext(`(async () => {${body}})()`, { createClient, process: { env: { ROLLCALL_TOKEN: 'k' } } })
  t.strictSame(JSON.parse(JSON.stringify(calls)), [
    { baseUrl: 'http://h:1', token: 'k' },
    { source: ['iam'], limit: 20, q: nasty, scan: 'allow' }
  ])
  t.end()
})

void t.test('an address contains the query without personal data', (t) => {
  const filters = { organizationId: 'org&1', role: 'r', appId: 'a', q: 'Emma', employeeId: 'e1' }
  const fragment = toFragment({
    sources: ['tenant', 'iam'],
    limit: 7,
    partial: 'forbid',
    raw: false,
    scan: false,
    filters
  })
  t.notMatch(fragment, /Emma|e1/)
  t.same(fromFragment(`#${fragment}`, known), {
    sources: ['tenant', 'iam'],
    limit: 7,
    partial: 'forbid',
    raw: false,
    scan: false,
    filters: { organizationId: 'org&1', role: 'r', appId: 'a' }
  })
  t.same(fromFragment(`#${toFragment(query)}`, known), query)
  t.end()
})

void t.test("an account's address gives its id back", (t) => {
  for (const id of ['tenant:ln1', 'iam:18446744073709551615', 'scope:a/b c%2F#?&', 'industry:李明']) {
    t.equal(idInAddress(toAddress(id)), id)
  }
  t.equal(toAddress('tenant:ln1'), '#/accounts/tenant:ln1')
  for (const fragment of ['', '#', '#limit=20', '#/accounts/', '#/accounts/%zz']) t.equal(idInAddress(fragment), null)
  t.end()
})

void t.test('an invalid address counts as an empty one', (t) => {
  for (const fragment of [
    '',
    '#',
    '#results',
    '#source=nope&limit=0',
    '#limit=101&role=%20',
    '#limit=x&q=Emma&partial=x'
  ]) {
    t.same(fromFragment(fragment, known), { ...query, raw: false }, fragment)
  }
  t.same(fromFragment('#source=iam,nope', known).sources, ['iam'])
  t.end()
})
