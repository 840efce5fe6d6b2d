import fastify from 'fastify'
import t, { type Test } from 'tap'
import type { Right } from '../../src/callers/caller.ts'
import { readConfig, type Environment } from '../../src/config/config.ts'
import { admitCallers, identifyCallers } from '../../src/http/hooks/authenticate.ts'
import { answerProblems } from '../../src/http/hooks/problem-answers.ts'
import { httpLimits } from '../../src/http/limits.ts'
import { decorateServer } from '../../src/http/request.ts'
import { registry } from '../../src/sources/registry.ts'
import { undocumented } from '../support/document.ts'
import { secondsFromNow, startIssuer } from '../support/issuer.ts'
import { bearer, withKeys } from '../support/keys.ts'
import { operations, type Operation } from '../support/operations.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { startSandbox, type Service } from '../support/service.ts'

type Headers = Record<string, string>

interface Mode {
  readonly environment: Environment
  /** All rights and sources. */
  readonly good: Headers
  /** Only this right; none for null. */
  readonly withRight: (right: Right | null) => Promise<Headers>
  /** All rights, with source scope. */
  readonly ofScope: Headers
  /** Requests without credentials. */
  readonly none: Readonly<Record<string, Headers>>
  /** Invalid credentials. */
  readonly bad: Readonly<Record<string, Headers>>
}

/** Routes outside the document. A path neither here nor in the document is no route. */
const undocumentedPaths = [
  '/',
  '/explorer/explorer.js',
  '/explorer/explorer.css',
  '/docs',
  '/docs/static/swagger-ui.css',
  '/openapi.json',
  '/openapi.yaml'
]
/** The only open routes. A new route is closed until it is added here. */
const openToAnyone = ['/problems', '/problems/{slug}', '/livez', '/readyz', '/metrics']
const rights = ['accounts:read', 'accounts:export'] as const

function neededFor({ template }: Operation): Right | null {
  if (template.startsWith('/sources') || template === '/me') return null
  return template === '/accounts/export' ? 'accounts:export' : 'accounts:read'
}

const closed = operations.filter(
  ({ template, method }) => !openToAnyone.includes(template) && !(template === '/accounts/export' && method === 'HEAD')
)

const modes: Readonly<Record<string, (t: Test) => Promise<Mode>>> = {
  async 'api-key'(t) {
    const environment = withKeys(t, {
      good: { rights },
      reads: { rights: ['accounts:read'] },
      exports: { rights: ['accounts:export'] },
      'of-scope': { rights, sources: ['scope'] }
    })
    return {
      environment,
      good: bearer('good'),
      withRight: async (right) => bearer(right === 'accounts:read' ? 'reads' : 'exports'),
      ofScope: bearer('of-scope'),
      none: { 'no credentials': {}, 'another scheme': { authorization: 'Basic Z29vZDpnb29k' } },
      bad: {
        'a wrong key': bearer('wrong'),
        'a wrong key in X-Api-Key': { 'x-api-key': 'wrong' },
        'a good key and a wrong one': { ...bearer('good'), 'x-api-key': 'wrong' },
        'an empty key': { authorization: 'Bearer' }
      }
    }
  },
  async jwt(t) {
    const issuer = await startIssuer(t)
    const another = await startIssuer(t)
    const { environment, sign, unsigned, signedWithPublicKey } = issuer
    return {
      environment,
      good: bearer(await sign()),
      withRight: async (right) => bearer(await sign({ scope: right ?? '' })),
      ofScope: bearer(await sign({ rollcall_sources: ['scope'] })),
      none: { 'no credentials': {}, 'a token in X-Api-Key': { 'x-api-key': await sign() } },
      bad: {
        'no token': bearer('wrong'),
        'an expired token': bearer(await sign({ exp: secondsFromNow(-60) })),
        'a token without an end': bearer(await sign({ exp: undefined })),
        'a token not valid yet': bearer(await sign({ nbf: secondsFromNow(60) })),
        'a token for another audience': bearer(await sign({ aud: 'another' })),
        'a token of another issuer': bearer(await sign({ iss: 'https://another.example' })),
        'a token of alg none': bearer(unsigned()),
        'a token signed with the public key as a secret': bearer(await signedWithPublicKey()),
        'a token that another key signed': bearer(await another.sign())
      }
    }
  }
}

for (const [name, start] of Object.entries(modes)) {
  void t.test(`AUTH_MODE=${name}`, async (t) => {
    const { environment, good, none, bad, withRight, ofScope } = await start(t)
    const service = await startSandbox(t, { environment })
    const ask = (operation: Operation, headers: Headers) => answerOf(t, service, operation, headers)

    for (const operation of closed) {
      const title = `${operation.method} ${operation.template}`

      await t.test(`${title} accepts callers with the right`, async (t) => {
        t.equal((await ask(operation, good)).status, 200)
      })

      for (const [what, headers] of Object.entries({ ...none, ...bad })) {
        await t.test(`${title} refuses ${what}`, async (t) => {
          const { status, type, challenge } = await ask(operation, headers)
          t.match(
            { status, type },
            { status: 401, type: operation.method === 'HEAD' ? '' : '/problems/unauthenticated' }
          )
          t.match(challenge, /^Bearer realm="rollcall"/)
          t.equal(challenge?.includes('error="invalid_token"'), what in bad)
        })
      }

      await t.test(`${title} refuses callers without the required right only`, async (t) => {
        const needed = neededFor(operation)
        for (const right of rights) {
          const { status, challenge } = await ask(operation, await withRight(right))
          t.equal(status, needed === null || needed === right ? 200 : 403, right)
          t.equal(challenge?.includes(`scope="${needed}"`) ?? false, status === 403)
        }
      })

      await t.test(`${title} returns nothing of a source that the caller may not use`, async (t) => {
        const { status, text } = await ask(operation, ofScope)
        if (['/sources', '/me'].includes(operation.template)) t.notMatch(text, '"tenant"')
        else t.equal(status, 403)
      })
    }

    await t.test('open routes are open with any credentials', async (t) => {
      const open = operations.filter(({ template }) => openToAnyone.includes(template))
      t.equal(new Set(open.map(({ template }) => template)).size, openToAnyone.length)
      for (const headers of [{}, ...Object.values(bad)]) {
        for (const operation of open) t.equal((await ask(operation, headers)).status, 200, operation.template)
        for (const path of undocumentedPaths) {
          t.equal((await fetch(service.url + path, { headers })).status, 200, path)
        }
      }
    })

    await t.test('unknown paths are 404 and other methods 405 for every caller', async (t) => {
      for (const headers of [{}, ...Object.values(bad), good]) {
        t.equal((await fetch(`${service.url}/nothing`, { headers })).status, 404)
        for (const path of new Set(operations.map(({ path }) => path))) {
          t.equal((await fetch(service.url + path, { method: 'DELETE', headers })).status, 405, path)
        }
        t.equal((await fetch(`${service.url}/accounts/export`, { method: 'HEAD', headers })).status, 405)
      }
    })

    await t.test('the document names the accepted credentials', async (t) => {
      const document = JSON.parse(await (await fetch(`${service.url}/openapi.json`)).text())
      const expected = name === 'jwt' ? [{ bearer: [] }] : [{ bearer: [] }, { apiKey: [] }]
      for (const { template, method } of operations.filter(({ method }) => method !== 'HEAD')) {
        const { security } = document.paths[template][method.toLowerCase()]
        t.strictSame(security, openToAnyone.includes(template) ? [] : expected, template)
      }
    })
  })
}

void t.test('AUTH_MODE=none accepts every caller, with or without credentials', async (t) => {
  const service = await startSandbox(t, { environment: { AUTH_MODE: 'none' } })
  for (const operation of closed) {
    for (const headers of [{}, bearer('whatever'), { 'x-api-key': 'whatever' }]) {
      t.equal((await answerOf(t, service, operation, headers)).status, 200, operation.path)
    }
  }
})

void t.test('a route without needs requires every right', async (t) => {
  const environment = withKeys(t, { all: { rights }, reads: { rights: ['accounts:read'] } })
  const { auth } = readConfig({ ...sandboxSettings('http://127.0.0.1:1'), ...environment }, registry)
  const app = fastify()
  t.teardown(() => app.close())
  decorateServer(app, '')
  answerProblems(app, { limits: httpLimits })
  await identifyCallers(app, { auth })
  admitCallers(app, { auth })
  app.get('/new', () => 'in')
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const statusFor = async (headers: Headers): Promise<number> => (await fetch(`${url}/new`, { headers })).status
  t.equal(await statusFor({}), 401)
  t.equal(await statusFor(bearer('reads')), 403)
  t.equal(await statusFor(bearer('all')), 200)
  t.equal(
    (await fetch(`${url}/nothing`)).status,
    401,
    'where nothing refuses unknown paths before, they are closed too'
  )
})

async function answerOf(t: Test, { url }: Service, { method, path, body }: Operation, headers: Headers) {
  const json: Headers = body === null ? {} : { 'content-type': 'application/json' }
  const response = await fetch(url + path, { method, body, headers: { ...headers, ...json } })
  const text = await response.text()
  const type = response.headers.get('content-type') ?? ''
  const isJson = /[/+]json/.test(type)
  if (isJson && method !== 'HEAD')
    t.equal(undocumented(method, path, response.status, type, JSON.parse(text), response.headers.keys()), null)
  return {
    status: response.status,
    text,
    type: isJson && method !== 'HEAD' ? String(JSON.parse(text).type) : '',
    challenge: response.headers.get('www-authenticate')
  }
}
