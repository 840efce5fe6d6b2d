import t from 'tap'
import { ProblemError, type Slug } from '../../client/src/index.ts'
import { slugs } from '../../src/model/problem-catalogue.ts'
import { clientOf, failureOf } from '../support/client.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

/** The compiler compares the client's list of slugs with the catalogue. */
const known: readonly Slug[] = slugs

void t.test('a problem is thrown as an error whose slug narrows its type', async (t) => {
  const { url } = await startSandbox(t)
  const { client } = clientOf(url)
  const error = await failureOf(client.lookupAccount({ phone: '10099999999' }))
  if (!(error instanceof ProblemError)) throw error
  switch (error.slug) {
    case 'account-not-found':
      t.match(error, { name: 'ProblemError', status: 404, retryable: false, retryAfterMs: null })
      t.match(error.problem, { type: '/problems/account-not-found', source: 'identity' })
      t.equal(error.requestId, error.problem.requestId)
      t.match(error.message, /^Account not found: identity/)
      break
    default:
      t.fail(error.slug)
  }
})

void t.test('a problem with Retry-After has retryAfterMs', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: plain })
  withFaults(t, simulator, { tenant: { kind: 'throttle', shape: 429 } })
  const { client } = clientOf(url, { retry: { maxAttempts: 1 } })
  t.match(await failureOf(client.listAccounts({ source: ['tenant'] })), {
    slug: 'upstream-rate-limited',
    retryable: true,
    retryAfterMs: 1000
  })
})

void t.test('a problem of a newer service keeps its name', async (t) => {
  const problem = {
    type: '/problems/upstream-moody',
    slug: 'upstream-moody',
    title: 'Moody',
    status: 502,
    detail: 'no',
    retryable: false
  }
  const { url } = await startUpstream(t, (_request, response) => sendJson(response, JSON.stringify(problem), 502))
  t.match(await failureOf(clientOf(url).client.listSources()), { name: 'ProblemError', slug: 'upstream-moody' })
  t.notOk(known.some((slug) => `/problems/${slug}` === problem.type))
})
