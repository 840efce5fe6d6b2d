import t from 'tap'
import { startIssuer } from '../support/issuer.ts'
import { withKeys } from '../support/keys.ts'
import { startSandbox } from '../support/service.ts'

/** A request, by its path or by a search or batch lookup in its body, and the reported mistakes: `name message`. */
type Case = readonly [
  request: string | { readonly search: unknown } | { readonly keys: unknown },
  ...mistakes: (string | RegExp)[]
]

const cases: readonly Case[] = [
  // Parameters that there are not.
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
  ['/accounts?fields=email,email', 'fields must not have an item twice'],
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
  [{ search: { q: 5 } }, 'q must be text'],
  [{ search: { q: null } }, 'q must be text'],
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
    'keys.2.phone must be text',
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

void t.test('a body that cannot be read says what it must be', async (t) => {
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

void t.test('credentials that are missing or of another kind: what to send', async (t) => {
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
    [byKey, { authorization: 'Bearer' }, 'Authorization has nothing behind Bearer: send Authorization: Bearer <key>'],
    [byKey, { 'x-api-key': '' }, 'X-Api-Key is empty: send the key in it, or send Authorization: Bearer <key>'],
    [byKey, { 'x-api-key': '', authorization: 'Bearer plover-key' }, /^X-Api-Key is empty/],
    [byKey, { 'x-api-key': 'dunlin-key' }, 'the key is not known here'],
    [byToken, {}, 'no credentials were sent: send Authorization: Bearer <token>'],
    [
      byToken,
      { authorization: 'Token abc' },
      'Authorization must begin with Bearer: send Authorization: Bearer <token>'
    ],
    [
      byToken,
      { authorization: 'Bearer ' },
      'Authorization has nothing behind Bearer: send Authorization: Bearer <token>'
    ],
    [byToken, { 'x-api-key': 'plover-key' }, 'X-Api-Key is not read here: send Authorization: Bearer <token>']
  ] as const) {
    const { status, body } = await service.get('/accounts', headers)
    t.match({ status, body }, { status: 401, body: { slug: 'unauthenticated', detail } }, JSON.stringify(headers))
    t.notMatch(body.detail, /plover|dunlin/)
  }
})

void t.test('a preflight of an origin that is not in CORS_ORIGINS says so, and the log names it', async (t) => {
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
})

void t.test('a cursor that cannot be used says which of the two reasons it has', async (t) => {
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
