import t, { type Test } from 'tap'
import type { Environment } from '../../src/config/config.ts'
import type { HttpLimits } from '../../src/http/limits.ts'
import { slugs } from '../../src/model/problem-catalogue.ts'
import type { Fault } from '../../simulator/src/simulator.ts'
import { fileText } from '../support/deployment.ts'
import { withFaults } from '../support/faults.ts'
import { startIssuer } from '../support/issuer.ts'
import { bearer, withKeys } from '../support/keys.ts'
import { openRaw } from '../support/raw.ts'
import { messagesIn } from '../support/messages.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { until } from '../support/until.ts'

type Sandbox = Awaited<ReturnType<typeof startSandbox>>

/** Provokes the answer with a text, in a sandbox without retries. */
type Provoke = (sandbox: Sandbox, t: Test) => Promise<string>

/**
 * A slug or a warning's code, its detail (`…` stands for a value), and how to get it: a path, a function, or `file: text` of another
 * test that gets it.
 */
type Text = readonly [code: string, detail: string, how: string | Provoke]

/** Every detail that a caller can get, and every message of `errors` that is not in `cases` below. */
const texts: readonly Text[] = [
  // The request line and the header fields.
  ['invalid-request', 'the request is not valid HTTP', raw('garbage\r\n\r\n')],
  [
    'invalid-request',
    'the request timed out before it was complete',
    raw('G', { headersTimeoutMs: 100, requestTimeoutMs: 200, checkIntervalMs: 20 })
  ],
  ['invalid-request', 'the request target is not percent-encoded UTF-8', '/accounts?q=%FF'],
  ['invalid-request', 'the header Host is missing', raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')],
  [
    'invalid-request',
    'the header Host is not a host name',
    raw('GET / HTTP/1.1\r\nConnection: close\r\nHost: a<b\r\n\r\n')
  ],
  ['invalid-request', 'the header Host is duplicated', raw(head('Host: y\r\n'))],
  ['uri-too-long', 'the request target is longer than 8192 characters', `/accounts?q=${'x'.repeat(9000)}`],
  [
    'uri-too-long',
    'the request target is too long',
    raw(`GET /${'x'.repeat(9000)} HTTP/1.1\r\n`, { maxHeaderBytes: 2048 })
  ],
  ['headers-too-large', 'the request has more than 200 header fields', raw(head('X-A: 1\r\n'.repeat(201)))],
  ['headers-too-large', 'the header fields are longer than 16384 bytes', raw(head(`X-A: ${'x'.repeat(17_000)}\r\n`))],
  ['headers-too-large', 'the header fields of the request are too large', raw(head(`X-A: ${'x'.repeat(70_000)}\r\n`))],
  ['method-not-allowed', 'this path allows GET, HEAD', asking('/me', { method: 'DELETE' })],
  [
    'method-not-allowed',
    'CONNECT is not supported: this server is not a proxy',
    raw('CONNECT x:1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  ],
  [
    'method-not-allowed',
    'the origin of the page is not in CORS_ORIGINS, so its scripts cannot call this service',
    asking('/me', {
      method: 'OPTIONS',
      headers: { origin: 'http://other.example', 'access-control-request-method': 'GET' }
    })
  ],
  [
    'not-acceptable',
    'this path only produces application/json; Accept excludes it',
    asking('/me', { headers: { accept: 'text/html' } })
  ],
  ['not-found', 'there is no such path; see /docs', '/nowhere'],
  ['not-found', 'no enabled source has this name; GET /sources lists them', '/sources/nowhere'],
  ['not-found', 'no problem type has this name; GET /problems lists them', '/problems/nowhere'],

  // The body.
  ['invalid-request', 'the request body is empty', searching('')],
  ['invalid-request', 'the request body is not valid JSON', searching('{')],
  ['invalid-request', 'the request body is not UTF-8', searching(Buffer.from([0x22, 0xff, 0x22]))],
  ['invalid-request', 'must be UTF-8', searching(Buffer.from([0x22, 0xff, 0x22]))],
  ['invalid-request', 'the request body must not contain __proto__ or constructor', searching('{"__proto__":1}')],
  ['invalid-request', 'must not contain __proto__ or constructor', searching('{"__proto__":1}')],
  [
    'unsupported-media-type',
    'the request body must be application/json',
    searching('q=a', { 'content-type': 'text/plain' })
  ],
  [
    'unsupported-media-type',
    'the request body must be UTF-8 and uncompressed; omit Content-Encoding',
    searching('{}', { 'content-encoding': 'gzip' })
  ],
  ['payload-too-large', 'the request body is larger than 131072 bytes', searching(`"${'x'.repeat(140_000)}"`)],
  [
    'payload-too-large',
    'the chunk extensions of the request body are too large',
    raw(
      `POST /accounts/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\n`
    )
  ],

  // Parameters. The messages of single values are in `cases`.
  ['invalid-request', 'page needs exactly one source', '/accounts?page=1'],
  ['invalid-request', 'page must not be sent with cursor', '/accounts?source=tenant&page=1&cursor=x'],
  [
    'invalid-request',
    'page must not be sent with scan=allow: use cursor',
    '/accounts?source=tenant&page=1&scan=allow&q=x'
  ],
  ['invalid-request', 'include is only allowed with format=ndjson', '/accounts/export?format=csv&include=raw'],
  ['invalid-request', 'bom is only allowed with format=csv', '/accounts/export?bom=true'],
  [
    'invalid-request',
    'identity has no accounts by id: use GET /accounts/lookup with a phone number, a mail address or a login id',
    '/accounts/identity:1'
  ],
  ['invalid-request', 'must be the id of an account of a list', '/accounts/identity:1'],
  [
    'invalid-request',
    'the header X-Iam-Access-Token must be 1 to 4096 characters that a cookie may hold (RFC 6265)',
    asking('/accounts?source=iam', { headers: { 'x-iam-access-token': 'a b' } })
  ],
  [
    'unsupported-filter',
    'tenant cannot filter by q; these sources can: industry, iam; with scan=allow its whole list is read and filtered',
    '/accounts?source=tenant&q=x'
  ],
  [
    'unsupported-filter',
    'tenant cannot filter by email; no other source that the caller may use can; …',
    '/accounts?source=tenant&email=a@b'
  ],
  ['unsupported-filter', 'iam does not know this value of role; …', '/accounts?source=iam&role=nothing'],
  [
    'forbidden',
    'appId is fixed to another value by this installation',
    withSettings({ INDUSTRY_APP_ID: 'one' }, '/accounts?source=industry&appId=two')
  ],
  [
    'cursor-invalid',
    'cursor is malformed or from an older version of this service; send page.nextCursor as it came, or start again without cursor',
    '/accounts?cursor=abc'
  ],
  [
    'cursor-invalid',
    'cursor was issued for other parameters, or changed; send all other parameters as they were, or start again without cursor',
    async ({ get, url }) =>
      textOf(`${url}/accounts?limit=5&cursor=${(await get('/accounts?limit=4')).body.page.nextCursor}`)
  ],

  // The caller.
  ['unauthenticated', 'no credentials were sent: send Authorization: Bearer <key>', withKey(null)],
  [
    'unauthenticated',
    'Authorization must begin with Bearer: send Authorization: Bearer <key>',
    withKey({ authorization: 'Basic eDp5' })
  ],
  [
    'unauthenticated',
    'Authorization has no credentials after Bearer: send Authorization: Bearer <key>',
    withKey({ authorization: 'Bearer' })
  ],
  [
    'unauthenticated',
    'X-Api-Key is empty: send the key in it, or send Authorization: Bearer <key>',
    withKey({ 'x-api-key': '' })
  ],
  [
    'unauthenticated',
    'Authorization and X-Api-Key hold different credentials: send one of them',
    withKey({ authorization: 'Bearer some-key', 'x-api-key': 'other-key' })
  ],
  ['unauthenticated', 'the credentials are longer than 8192 characters', withKey(bearer('k'.repeat(8193)))],
  [
    'unauthenticated',
    'the credentials contain a character that is not allowed (RFC 6750, b64token)',
    withKey(bearer('a,b'))
  ],
  ['unauthenticated', 'the key is unknown', withKey(bearer('unknown-key'))],
  ['unauthenticated', 'the key has expired', withKey(bearer('old-key'))],
  [
    'unauthenticated',
    'X-Api-Key is not used here: send Authorization: Bearer <token>',
    withToken(async () => ({ 'x-api-key': 'some-key' }))
  ],
  ['unauthenticated', 'the token has expired', withToken(async ({ sign }) => bearer(await sign({ exp: 1 })))],
  [
    'unauthenticated',
    'the token is malformed, or not signed with a key of the issuer',
    withToken(async ({ unsigned }) => bearer(unsigned()))
  ],
  [
    'unauthenticated',
    'the claim aud of the token is missing or has a value that is not accepted',
    withToken(async ({ sign }) => bearer(await sign({ aud: 'another' })))
  ],
  [
    'unauthenticated',
    'the claim scope of the token must be a string or a list of strings',
    withToken(async ({ sign }) => bearer(await sign({ scope: 1 })))
  ],
  [
    'unauthenticated',
    'the claim rollcall_sources of the token must be a list of strings',
    withToken(async ({ sign }) => bearer(await sign({ rollcall_sources: 'tenant' })))
  ],
  [
    'forbidden',
    'the caller lacks the right accounts:export; GET /me lists its rights',
    withKey(bearer('some-key'), '/accounts/export')
  ],
  [
    'forbidden',
    'the caller has no access to iam; GET /me lists its sources',
    withKey(bearer('some-key'), '/accounts?source=iam')
  ],
  [
    'forbidden',
    'the caller has no access to a source that supports this request; GET /me lists its sources',
    withKey(bearer('lookup-key'))
  ],
  ['rate-limited', 'more than 1 requests in 60000 ms', withSettings({ RATE_LIMIT_MAX: '1' }, '/sources', '/sources')],
  [
    'rate-limited',
    'this request counts for 10 requests; left in this window: 8',
    withSettings({ RATE_LIMIT_MAX: '12' }, '/sources', '/sources', '/sources', '/accounts/export')
  ],

  // Accounts that are not found.
  [
    'account-not-found',
    'the id does not begin with the name of an enabled source, such as tenant:…',
    '/accounts/nowhere:1'
  ],
  ['account-not-found', 'tenant has no account with this id', '/accounts/tenant:none'],
  ['account-not-found', 'identity: the upstream has no account with this key', '/accounts/lookup?phone=10000000000'],
  [
    'scan-incomplete',
    'the account was not found, but tenant was not read to its end; continue with nextCursor',
    played({ tenant: { kind: 'short-page', by: 1 } }, '/accounts/tenant:none')
  ],

  // The service.
  ['internal-error', 'unexpected internal error', "test/http/defects.test.ts: 'unexpected internal error'"],
  [
    'internal-error',
    'unexpected internal error while reading …',
    'test/http/defects.test.ts: unexpected internal error while reading broken'
  ],
  [
    'overloaded',
    'the service is overloaded; retry later',
    'test/http/load-shedding.test.ts: the service is overloaded'
  ],
  [
    'overloaded',
    'token signing keys (JWKS) are temporarily unavailable',
    withToken(async ({ publish, sign }) => {
      publish({ status: 500, body: '' })
      return bearer(await sign())
    })
  ],
  [
    'overloaded',
    'tenant: too many calls are waiting; retry later',
    async (_, t) => {
      const environment = { ...plain, SOURCE_MAX_CONCURRENCY: '1', SOURCE_MAX_QUEUE: '0', SCAN_CONCURRENCY: '1' }
      const { url, simulator } = await startSandbox(t, { environment })
      withFaults(t, simulator, { tenant: { kind: 'hang' } })
      const first = textOf(`${url}/accounts?source=tenant`)
      await until(() => simulator.calls.length === 1)
      const second = await textOf(`${url}/accounts?source=tenant&limit=5`)
      simulator.clearFault('tenant')
      await first
      return second
    }
  ],
  [
    'shutting-down',
    'this instance is shutting down',
    async (_, t) => {
      const { app, url } = await startSandbox(t)
      app.announceShutdown()
      return textOf(`${url}/readyz`)
    }
  ],
  [
    'circuit-open',
    'circuit breaker for tenant is open; retry in 10 s',
    withSettings({ BREAKER_THRESHOLD: '1', TENANT_TIMEOUT_MS: '100' }, hanging, hanging)
  ],

  // The way to the upstream.
  ['upstream-timeout', 'tenant did not answer within 100 ms', withSettings({ TENANT_TIMEOUT_MS: '100' }, hanging)],
  [
    'upstream-unreachable',
    'tenant: the connection to the upstream failed or was closed before a response',
    played({ tenant: { kind: 'reset' } })
  ],
  [
    'upstream-unreachable',
    "tenant: the upstream's TLS certificate or handshake was rejected",
    async ({ simulator }, t) => {
      const environment = { ...plain, GATEWAY_BASE_URL: simulator.url.replace('http:', 'https:') }
      return textOf(`${(await startSandbox(t, { environment })).url}/accounts?source=tenant`)
    }
  ],
  [
    'upstream-unreachable',
    'the proxy does not accept the credentials in its URL: it answered with HTTP status 407',
    'test/upstream/proxies.test.ts: the proxy does not accept the credentials in its URL'
  ],
  [
    'upstream-unreachable',
    'the proxy did not connect to the upstream: it answered with HTTP status 403',
    'test/upstream/proxies.test.ts: the proxy did not connect to the upstream'
  ],
  [
    'upstream-misconfigured',
    'the upstream redirects to the same path over https: the base URL should be https',
    'test/upstream/redirects.test.ts: the base URL should be https'
  ],

  // What the upstream answers.
  [
    'upstream-credentials-missing',
    "iam requires the user's own token in the header X-Iam-Access-Token",
    withSettings({ IAM_ACCESS_TOKEN: '' }, '/accounts?source=iam')
  ],
  [
    'upstream-session-expired',
    'iam: the upstream asked to sign in',
    played({ iam: { kind: 'http', status: 302 } }, '/accounts?source=iam')
  ],
  [
    'upstream-parameter-rejected',
    'tenant: the upstream answered with a failure code',
    played({ tenant: { kind: 'envelope', code: 460 } })
  ],
  [
    'upstream-rejected',
    'tenant: the upstream answered with a failure code',
    played({ tenant: { kind: 'envelope', code: 12_345 } })
  ],
  [
    'upstream-rejected',
    'iam: the upstream answered with a code other than 0',
    played({ iam: { kind: 'envelope', code: 7 } }, '/accounts?source=iam')
  ],
  [
    'upstream-forbidden',
    'tenant: the upstream answered without data: request forbidden',
    played({ tenant: { kind: 'envelope', code: 200, message: 'request forbidden.' } })
  ],
  [
    'upstream-error',
    'tenant: the upstream answered with HTTP status 500',
    played({ tenant: { kind: 'http', status: 500 } })
  ],
  [
    'upstream-unavailable',
    'iam: the upstream answered with HTTP status 503',
    played({ iam: { kind: 'http', status: 503 } }, '/accounts?source=iam')
  ],
  [
    'upstream-rate-limited',
    'tenant: the upstream answered with HTTP status 429',
    played({ tenant: { kind: 'throttle' } })
  ],
  [
    'upstream-credentials-rejected',
    'tenant: the upstream answered with HTTP status 401',
    played({ tenant: { kind: 'http', status: 401 } })
  ],
  [
    'upstream-quota-exhausted',
    'tenant: the upstream answered with HTTP status 403',
    refused('B403QU', 'Quota Exhausted')
  ],
  [
    'upstream-misconfigured',
    "tenant: the upstream refused the timestamp: the service's clock is off by more than 15 minutes",
    refused('S403TE', 'Timestamp Expired')
  ],
  [
    'upstream-error',
    'the failures have different reasons: see the problem of each',
    played({ tenant: { kind: 'reset' }, scope: { kind: 'http', status: 500 } }, '/accounts?source=tenant,scope')
  ],

  // An upstream response that cannot be read.
  [
    'upstream-response-invalid',
    'iam: the upstream response is invalid',
    played({ iam: { kind: 'body', text: 'x' } }, '/accounts?source=iam')
  ],
  [
    'upstream-response-invalid',
    'tenant: the upstream response is invalid: the body is not a JSON object',
    answered('[]')
  ],
  ['upstream-response-invalid', 'tenant: the upstream response is invalid: the envelope has no code', answered('{}')],
  [
    'upstream-response-invalid',
    'tenant: the upstream response is invalid: the envelope has no data',
    answered('{"code":200}')
  ],
  [
    'upstream-response-invalid',
    'tenant: the upstream response is invalid: it has no list of accounts',
    answered('{"code":200,"data":{}}')
  ],
  [
    'upstream-response-invalid',
    'tenant: the upstream response is invalid: thirdAccountMetaList is not a list',
    answered('{"code":200,"data":{"thirdAccountMetaList":5}}')
  ],
  [
    'upstream-response-invalid',
    'tenant: the upstream response is invalid: total is not a number of rows',
    answered('{"code":200,"data":{"thirdAccountMetaList":[],"total":-1}}')
  ],
  [
    'upstream-response-invalid',
    'identity: the upstream response is invalid: data is not an object',
    lookedUp('{"code":200,"data":5}')
  ],
  [
    'upstream-response-invalid',
    'identity: the account cannot be mapped: identityId is missing',
    lookedUp('{"code":200,"data":{"nickName":"x"}}')
  ],
  [
    'upstream-response-invalid',
    'tenant: the upstream response was cut off or is not valid HTTP',
    played({ tenant: { kind: 'truncate' } })
  ],
  [
    'upstream-response-invalid',
    'tenant: the upstream response is larger than 8388608 bytes',
    played({ tenant: { kind: 'oversize', bytes: 9_000_000 } })
  ],
  ['upstream-response-invalid', 'tenant: the upstream response has an unsupported content coding', coded('compress')],
  ['upstream-response-invalid', 'tenant: the upstream response cannot be decompressed', coded('gzip')],
  [
    'upstream-response-invalid',
    'tenant: the upstream response declares an unknown charset, or has bytes that are invalid in it',
    played({ tenant: { kind: 'body', text: '{"a":"张"}', contentType: 'application/json; charset=unknown' } })
  ],

  // Warnings.
  ['total-changed', 'the number of accounts changed during the walk', walked({ kind: 'total-drift', by: 1 })],
  [
    'rows-may-be-missing',
    'the list changed, and the position in it is uncertain: rows may be missing',
    walked(body(100, [{ openId: 'x' }]))
  ],
  [
    'short-page',
    'missing rows, from row 9 on: 1',
    played({ tenant: { kind: 'short-page', by: 1 } }, '/accounts?source=tenant&limit=10')
  ],
  [
    'duplicate-id',
    'several rows have the same id; all of them are included',
    played({ tenant: body(2, [{ openId: 'x' }, { openId: 'x' }]) })
  ],
  [
    'offset-suspect',
    'the upstream seems to count offsets in the other unit: check IAM_OFFSET_UNIT',
    played(
      { iam: { kind: 'body', text: '{"Code":0,"Total":90,"sub_accounts":[]}' } },
      '/accounts?source=iam&page=2&limit=5'
    )
  ],
  ['row-invalid', 'openId is missing', played({ tenant: body(1, [{}]) })],
  ['row-invalid', 'the row is not an object', played({ tenant: body(1, [5]) })],
  ['row-invalid', 'nickName is not a string', played({ tenant: body(1, [{ openId: 'x', nickName: {} }]) })],
  [
    'row-invalid',
    'the row is nested too deep',
    played({ tenant: body(1, [{ openId: 'x', a: nested(40) }]) }, '/accounts?source=tenant&include=raw')
  ],
  [
    'row-invalid',
    'the upstream sent 3 rows for a page of 2; those beyond it are ignored',
    played({ tenant: body(3, [{ openId: 'x' }, { openId: 'y' }, {}]) }, '/accounts?source=tenant&limit=2')
  ],
  [
    'row-invalid',
    'admin is not true or false',
    played({ industry: industryRow({ admin: 2 }) }, '/accounts?source=industry')
  ],
  [
    'row-invalid',
    'roleList is not a list of objects',
    played({ industry: industryRow({ roleList: 5 }) }, '/accounts?source=industry')
  ],
  ['row-invalid', 'Status is not an integer', played({ iam: iamRow({ Status: 'x' }) }, '/accounts?source=iam')],
  ['row-invalid', 'DeletedAt is not a date', played({ iam: iamRow({ DeletedAt: 5 }) }, '/accounts?source=iam')],
  [
    'row-invalid',
    'DeletedAt is not an RFC 3339 date-time',
    played({ iam: iamRow({ DeletedAt: 'today' }) }, '/accounts?source=iam')
  ],
  [
    'row-invalid',
    '400 more warnings about rows that cannot be mapped or were not sent',
    'test/accounts/export.test.ts: 400 more warnings'
  ]
]

/** Texts in the same folders of `src/` that no caller gets. */
const otherTexts: ReadonlySet<string> = new Set([
  // What ends a call without an answer.
  'every caller that waited for the answer has left',
  'the work is over',
  'the request may be repeated on another connection only',
  'the caller disconnected',
  // A broken connection is the answer, or has ended before.
  'the export is incomplete: rows are missing',
  'the request cannot be parsed',
  'the request body and Content-Length differ in length',
  'must be as long as Content-Length says',
  // undici's own timers are longer than the deadline of a source.
  'the … timed out',
  // Settings, key files, logs and the document.
  'must be a number',
  'must be a whole number or a JSON object',
  'is not valid',
  'callers cannot be authenticated',
  'preflight refused: the origin is not in CORS_ORIGINS',
  "also the role's number, such as `10`"
])

/** A request, by its path or by a search or batch lookup in its body, and the reported mistakes: `name message`. */
type Case = readonly [
  request: string | { readonly search: unknown } | { readonly keys: unknown },
  ...mistakes: (string | RegExp)[]
]

const cases: readonly Case[] = [
  // Unknown parameters.
  ['/accounts?limt=5', 'limt is not a parameter of this operation; did you mean limit?'],
  ['/accounts?Limit=5', 'Limit is not a parameter of this operation; did you mean limit?'],
  ['/accounts?organisation_id=5', 'organisation_id is not a parameter of this operation; did you mean organizationId?'],
  ['/accounts?sources=tenant', 'sources is not a parameter of this operation; did you mean source?'],
  ['/accounts?page_size=5', 'page_size is not a parameter of this operation; did you mean limit?'],
  ['/accounts?offset=5', 'offset is not a parameter of this operation; did you mean cursor?'],
  ['/accounts?search=Emma', 'search is not a parameter of this operation; did you mean q?'],
  ['/accounts?colour=red', /^colour is not a parameter of this operation; there are source, limit, cursor, page, q, /],
  ['/accounts/lookup?mail=a@b', 'mail is not a parameter of this operation; did you mean email?'],
  ['/accounts/lookup?loginID=5', 'loginID is not a parameter of this operation; did you mean loginId?'],
  ['/accounts/export?formt=csv', 'formt is not a parameter of this operation; did you mean format?'],
  ['/sources?limit=5', 'limit is not a parameter of this operation; there are none'],
  ['/me?verbose=1', 'verbose is not a parameter of this operation; there are none'],
  // Brackets.
  ['/accounts?source[]=tenant', 'source[] is not a parameter of this operation; write source=tenant,scope'],
  [
    '/accounts?source[]=tenant&source[]=iam',
    'source[] is not a parameter of this operation; write source=tenant,scope'
  ],
  ['/accounts?source%5B0%5D=tenant', 'source[0] is not a parameter of this operation; write source=tenant,scope'],
  ['/accounts?fields[]=email', 'fields[] is not a parameter of this operation; write fields=id,source'],
  ['/accounts?limit[]=5', 'limit[] is not a parameter of this operation; write limit=… without brackets'],
  // Values.
  ['/accounts?limit=0', 'limit must be >= 1'],
  ['/accounts?limit=101', 'limit must be <= 100'],
  ['/accounts?limit=ten', 'limit must be a whole number'],
  ['/accounts?limit=1.5', 'limit must be a whole number'],
  ['/accounts?limit=', 'limit must be a whole number'],
  ['/accounts?source=tenant&page=first', 'page must be a whole number'],
  ['/accounts?q=', 'q must not be empty or blank'],
  ['/accounts?q=%20%20', 'q must not be empty or blank'],
  ['/accounts?role=', 'role must not be empty or blank'],
  [`/accounts?q=${'x'.repeat(257)}`, 'q must have at most 256 characters'],
  ['/accounts?source=', 'source must be one of tenant, scope, industry, iam'],
  ['/accounts?source=tennant', 'source must be one of tenant, scope, industry, iam; did you mean tenant?'],
  ['/accounts?partial=maybe', 'partial must be one of allow, forbid'],
  ['/accounts?partial=Forbid', 'partial must be one of allow, forbid; did you mean forbid?'],
  ['/accounts?fields=e-mail', /^fields must be one of id, source, nativeId, .*; did you mean email\?$/],
  ['/accounts?fields=email,email', 'fields must not contain an item twice'],
  ['/accounts?limit=5&limit=6', 'limit is duplicated'],
  ['/accounts/export?format=xml', 'format must be one of ndjson, csv'],
  ['/accounts/export?format=csv&bom=yes', 'bom must be true or false'],
  ['/accounts/lookup?phone=', 'phone must not be empty or blank'],
  ['/accounts/lookup', 'phone, email or loginId must be given, and only one of them'],
  ['/accounts/lookup?phone=1&email=a@b', 'phone, email or loginId must be given, and only one of them'],
  ['/accounts/lookup?phone=1&loginSource=x', 'loginSource is only allowed with loginId'],
  ['/accounts/lookup?phone=+86138', /^phone has a blank where a plus sign may have been: write \+ as %2B in a URL$/],
  // Bodies.
  [{ search: [] }, /^ must be a JSON object, such as \{"source":/],
  [{ search: 'text' }, /^ must be a JSON object, such as \{"source":/],
  [{ search: 5 }, /^ must be a JSON object, such as \{"source":/],
  [{ search: { limit: '5' } }, 'limit must be a whole number'],
  [{ search: { q: 5 } }, 'q must be a string'],
  [{ search: { q: null } }, 'q must be a string'],
  [{ search: { source: 'tenant' } }, 'source must be a list, such as ["tenant"]'],
  [{ search: { source: [] } }, 'source must have at least one item'],
  [{ search: { source: ['tenant', 'x'] } }, 'source.1 must be one of tenant, scope, industry, iam'],
  [
    { search: { surce: 1, limt: 5 } },
    'surce is not a member of this body; did you mean source?',
    'limt is not a member of this body; did you mean limit?'
  ],
  [{ search: { limit: 0, source: ['x'] } }, /^source\.0 must be one of/, 'limit must be >= 1'],
  // Lookup keys: each mistake, with its index.
  [{ keys: [] }, 'keys must have at least one item'],
  [{ keys: Array.from({ length: 51 }, () => ({ phone: '1' })) }, 'keys must have at most 50 items'],
  [{ keys: 'phone' }, /^keys must be a list/],
  [{ keys: undefined }, 'keys is missing'],
  [
    { keys: [{}, { phone: '1' }, { phone: '1', email: 'a@b' }] },
    'keys.0 must have exactly one of phone, email and loginId',
    'keys.2 must have exactly one of phone, email and loginId'
  ],
  [
    { keys: [{ fax: '1' }, { phone: '' }, { phone: 1 }, 'x'] },
    /^keys\.0\.fax is not a member of this body; there are phone, email, loginId, loginSource$/,
    'keys.0 must have exactly one of phone, email and loginId',
    'keys.1.phone must not be empty or blank',
    'keys.2.phone must be a string',
    'keys.3 must be a JSON object'
  ],
  [
    {
      keys: [
        { phone: '1', loginSource: 'x' },
        { mail: 'a@b', email: 'a@b' }
      ]
    },
    'keys.0.loginSource is only allowed with loginId',
    /^keys\.1\.mail .*; did you mean email\?$/
  ]
]

void t.test('details: each text of the table is what a caller gets', async (t) => {
  const sandbox = await startSandbox(t, { environment: plain })
  for (const [code, detail, how] of texts) {
    await t.test(`${code}: ${detail}`, async (t) => {
      if (typeof how === 'string' && how.startsWith('test/')) {
        const [file = '', part = ''] = how.split(': ')
        t.ok(fileText(file).includes(part), how)
        return
      }
      const answer = await (typeof how === 'string' ? textOf(sandbox.url + how) : how(sandbox, t))
      t.match(answer, new RegExp(`"(?:slug|code)":"${code}"`))
      t.match(answer, new RegExp(`"(?:detail|message)":"${patternOf(detail)}"`))
    })
  }
})

void t.test('details: the table has every problem type', (t) => {
  const missing = slugs.filter((slug) => texts.every(([code]) => code !== slug))
  t.same(missing, [])
  t.end()
})

void t.test('details: the table, or the list of other texts, has every message in src/', (t) => {
  const known = [
    ...texts.map(([, detail]) => detail),
    ...cases.flatMap(([, ...mistakes]) =>
      mistakes.map((mistake) => (typeof mistake === 'string' ? mistake : mistake.source.replaceAll('\\', '')))
    )
  ]
  for (const { file, message } of messagesIn('src/{accounts,callers,http,problems,sources,upstream}/**/*.ts')) {
    const pattern = new RegExp(patternOf(message))
    t.ok(otherTexts.has(message) || known.some((text) => pattern.test(text)), `${file}: ${message}`)
  }
  t.end()
})

void t.test('request mistakes are described in sentences, each once', async (t) => {
  const { get, post, simulator } = await startSandbox(t)
  for (const [request, ...mistakes] of cases) {
    const name = typeof request === 'string' ? request.slice(0, 80) : JSON.stringify(request).slice(0, 80)
    await t.test(name, async (t) => {
      const { status, body } =
        typeof request === 'string'
          ? await get(request)
          : await ('search' in request
              ? post('/accounts/search', request.search)
              : post('/accounts/lookup', { keys: request.keys }))
      t.match({ status, slug: body.slug }, { status: 400, slug: 'invalid-request' })
      const reported = body.errors?.map((mistake) => `${mistake.name} ${mistake.message}`).toSorted() ?? []
      const isReported = (text: string | RegExp) =>
        reported.some((one) => (typeof text === 'string' ? one === text : text.test(one)))
      t.equal(reported.length, mistakes.length, reported.join(' | '))
      for (const text of mistakes) t.ok(isReported(text), `${String(text)} in ${reported.join(' | ')}`)
      for (const one of reported) t.ok(body.detail.includes(one.trim()) || body.detail.length === 500, body.detail)
      t.notMatch(
        JSON.stringify(body),
        /must be (object|string|integer|array|boolean)\b|must NOT|required propert|allowed values/
      )
    })
  }
  t.equal(simulator.calls.length, 0)
})

void t.test('an unreadable body: the detail says what it must be', async (t) => {
  const { url } = await startSandbox(t)
  for (const [body, detail, type = 'application/json'] of [
    ['', 'the request body is empty'],
    ['{"q":', 'the request body is not valid JSON'],
    ['{"q":"a","q":"b"}', 'q is duplicated'],
    ['[]', /^the request body must be a JSON object, such as \{/],
    ['q=Emma', 'the request body must be application/json', 'application/x-www-form-urlencoded']
  ] as const) {
    const answer = await fetch(`${url}/accounts/search`, { method: 'POST', body, headers: { 'content-type': type } })
    t.match(await answer.json(), { detail }, body)
  }
})

void t.test('credentials that are missing or of another kind: the detail says what to send', async (t) => {
  const issuer = await startIssuer(t)
  const byKey = await startSandbox(t, { environment: withKeys(t, { 'plover-key': {} }) })
  const byToken = await startSandbox(t, { environment: issuer.environment })
  for (const [service, headers, detail] of [
    [byKey, {}, 'no credentials were sent: send Authorization: Bearer <key>'],
    [
      byKey,
      { authorization: 'Basic d2ViOndlYg==' },
      'Authorization must begin with Bearer: send Authorization: Bearer <key>'
    ],
    [byKey, { authorization: 'plover-key' }, 'Authorization must begin with Bearer: send Authorization: Bearer <key>'],
    [
      byKey,
      { authorization: 'ApiKey plover-key' },
      'Authorization must begin with Bearer: send Authorization: Bearer <key>'
    ],
    [
      byKey,
      { authorization: 'Bearer' },
      'Authorization has no credentials after Bearer: send Authorization: Bearer <key>'
    ],
    [byKey, { 'x-api-key': '' }, 'X-Api-Key is empty: send the key in it, or send Authorization: Bearer <key>'],
    [byKey, { 'x-api-key': '', authorization: 'Bearer plover-key' }, /^X-Api-Key is empty/],
    [byKey, { 'x-api-key': 'dunlin-key' }, 'the key is unknown'],
    [byToken, {}, 'no credentials were sent: send Authorization: Bearer <token>'],
    [
      byToken,
      { authorization: 'Token abc' },
      'Authorization must begin with Bearer: send Authorization: Bearer <token>'
    ],
    [
      byToken,
      { authorization: 'Bearer ' },
      'Authorization has no credentials after Bearer: send Authorization: Bearer <token>'
    ],
    [byToken, { 'x-api-key': 'plover-key' }, 'X-Api-Key is not used here: send Authorization: Bearer <token>']
  ] as const) {
    const { status, body } = await service.get('/accounts', headers)
    t.match({ status, body }, { status: 401, body: { slug: 'unauthenticated', detail } }, JSON.stringify(headers))
    t.notMatch(body.detail, /plover|dunlin/)
  }
})

void t.test(
  'a preflight of an origin outside CORS_ORIGINS: the detail says so, and the log names the origin',
  async (t) => {
    for (const environment of [{}, { CORS_ORIGINS: 'https://app.example.com' }]) {
      const { url, log } = await startSandbox(t, { environment })
      for (const origin of ['https://other.example', 'http://localhost:5173', 'null']) {
        for (const path of ['/accounts', '/accounts/search', '/me']) {
          const answer = await fetch(url + path, {
            method: 'OPTIONS',
            headers: { origin, 'access-control-request-method': 'GET' }
          })
          t.equal(answer.status, 405)
          t.match(await answer.json(), { detail: /^the origin of the page is not in CORS_ORIGINS/ })
        }
        t.match(log(), `"origin":"${origin}","msg":"preflight refused: the origin is not in CORS_ORIGINS"`)
      }
      const plain = await fetch(`${url}/accounts`, { method: 'OPTIONS', headers: { origin: 'https://other.example' } })
      t.match(await plain.json(), { detail: 'this path allows GET, HEAD' })
    }
  }
)

void t.test('an invalid cursor: the detail names one of two reasons', async (t) => {
  const { get } = await startSandbox(t)
  const query = '/accounts?source=tenant,iam&limit=4'
  const { body } = await get(query)
  const cursor = body.page.nextCursor ?? ''
  const malformed = /^cursor is malformed or from an older version/
  const others = /^cursor was issued for other parameters/
  for (const [path, detail] of [
    [`${query}&cursor=abc`, malformed],
    [`${query}&cursor=${cursor.slice(1)}`, malformed],
    [`${query}&cursor=${cursor}%20`, malformed],
    [`${query}&cursor=${Buffer.from('{"v":0,"s":""}').toString('base64url')}12345678`, malformed],
    [`/accounts?source=tenant,iam&limit=5&cursor=${cursor}`, others],
    [`/accounts?source=tenant&limit=4&cursor=${cursor}`, others],
    [`${query}&partial=forbid&cursor=${cursor}`, others],
    [`${query}&scan=allow&q=Emma&cursor=${cursor}`, others]
  ] as const) {
    const answer = await get(path)
    t.match(answer, { status: 400, body: { slug: 'cursor-invalid', detail } }, path)
    t.match(answer.body.detail, /, or start again without cursor$/)
  }
  t.equal((await get(`${query}&cursor=${cursor}`)).status, 200)
})

function patternOf(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('…', '.*')
}

async function textOf(url: string, init: RequestInit = {}): Promise<string> {
  return (await fetch(url, init)).text()
}

function asking(path: string, init: RequestInit): Provoke {
  return ({ url }) => textOf(url + path, init)
}

function searching(body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}): Provoke {
  return asking('/accounts/search', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers }
  })
}

/** With `limits`, the service has limits of its own. */
function raw(bytes: string, limits?: Partial<HttpLimits>): Provoke {
  return async ({ url }, t) =>
    openRaw(t, limits === undefined ? url : (await startSandbox(t, { limits })).url, bytes).ended
}

function head(fields: string): string {
  return `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${fields}\r\n`
}

/** The answer to the last of some requests to a sandbox with these settings. */
function withSettings(environment: Environment, ...requests: readonly (string | Provoke)[]): Provoke {
  return async (_, t) => {
    const sandbox = await startSandbox(t, { environment: { ...plain, ...environment } })
    let answer = ''
    for (const request of requests) {
      answer = await (typeof request === 'string' ? textOf(sandbox.url + request) : request(sandbox, t))
    }
    return answer
  }
}

function hanging({ url, simulator }: Sandbox, t: Test): Promise<string> {
  withFaults(t, simulator, { tenant: { kind: 'hang' } })
  return textOf(`${url}/accounts?source=tenant`)
}

const keys = {
  'some-key': { sources: ['tenant'], rights: ['accounts:read'] },
  'lookup-key': { sources: ['identity'] },
  'old-key': { expiresAt: '2020-01-01T00:00:00Z' }
} as const

let keyed: Promise<Sandbox> | undefined

function withKey(headers: Record<string, string> | null, path = '/accounts'): Provoke {
  return async () => {
    keyed ??= startSandbox(t, { environment: withKeys(t, keys) })
    return textOf((await keyed).url + path, { headers: headers ?? {} })
  }
}

function withToken(
  headersFrom: (issuer: Awaited<ReturnType<typeof startIssuer>>) => Promise<Record<string, string>>
): Provoke {
  return async (_, t) => {
    const issuer = await startIssuer(t)
    const { url } = await startSandbox(t, { environment: issuer.environment })
    return textOf(`${url}/accounts`, { headers: await headersFrom(issuer) })
  }
}

function played(faults: Readonly<Record<string, Fault>>, path = '/accounts?source=tenant'): Provoke {
  return ({ url, simulator }, t) => {
    withFaults(t, simulator, faults)
    return textOf(url + path)
  }
}

function answered(text: string): Provoke {
  return played({ tenant: { kind: 'body', text } })
}

function lookedUp(text: string): Provoke {
  return played({ identity: { kind: 'body', text } }, '/accounts/lookup?phone=1')
}

function coded(coding: string): Provoke {
  return played({ tenant: { kind: 'http', status: 200, headers: { 'content-encoding': coding }, body: 'x' } })
}

function refused(code: string, message: string): Provoke {
  return played({
    tenant: { kind: 'http', status: 403, headers: { 'x-ca-error-code': code, 'x-ca-error-message': message } }
  })
}

/** The second page of a walk over `tenant`, with a fault that begins after the first. */
function walked(fault: Fault): Provoke {
  return async ({ get, url, simulator }, t) => {
    const { body: first } = await get('/accounts?source=tenant&limit=3')
    withFaults(t, simulator, { tenant: fault })
    return textOf(`${url}/accounts?source=tenant&limit=3&cursor=${first.page.nextCursor}`)
  }
}

function body(total: number, rows: readonly unknown[]): Fault {
  return { kind: 'body', text: JSON.stringify({ code: 200, data: { total, thirdAccountMetaList: rows } }) }
}

function industryRow(members: object): Fault {
  return { kind: 'body', text: JSON.stringify({ code: 200, data: { total: 1, data: [{ auid: 'x', ...members }] } }) }
}

function iamRow(members: object): Fault {
  return { kind: 'body', text: JSON.stringify({ Code: 0, Total: 1, sub_accounts: [{ AccountId: 'x', ...members }] }) }
}

function nested(depth: number): object {
  return depth === 0 ? {} : { a: nested(depth - 1) }
}
