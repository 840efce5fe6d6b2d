import t from 'tap'
import { ConnectionError, ProblemError } from '../../client/src/index.ts'
import { delay } from '../../client/src/delay.ts'
import { clientOf, failureOf } from '../support/client.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { httpAnswer, startTcpUpstream } from '../support/tcp-upstream.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

void t.test('a retryable problem is retried with growing delays, then thrown', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: { ...plain, TENANT_TIMEOUT_MS: '50' } })
  withFaults(t, simulator, { tenant: { kind: 'hang' } })
  const { client, waits } = clientOf(url)
  t.match(await failureOf(client.listAccounts({ source: ['tenant'] })), {
    name: 'ProblemError',
    slug: 'upstream-timeout'
  })
  t.equal(waits.length, 3)
  t.ok(waits.every((ms, index) => ms >= 250 * 2 ** index && ms <= 500 * 2 ** index))
})

void t.test('a transient failure is invisible to the caller', async (t) => {
  const { url, simulator } = await startSandbox(t, { environment: plain })
  withFaults(t, simulator, { tenant: { kind: 'http', status: 503, times: 2 } })
  const { client, waits } = clientOf(url)
  t.equal((await client.listAccounts({ source: ['tenant'] })).data.length, 20)
  t.equal(waits.length, 2)
})

void t.test('a retry waits for Retry-After plus jitter', async (t) => {
  const { url } = await startSandbox(t, { environment: { RATE_LIMIT_MAX: '1' } })
  const { client, waits } = clientOf(url, { retry: { maxAttempts: 2 } })
  await client.listSources()
  const error = await failureOf(client.listSources())
  t.ok(error instanceof ProblemError && error.slug === 'rate-limited')
  t.equal(waits.length, 1)
  t.ok(Number(waits[0]) > 50_000 && Number(waits[0]) <= 61_000)
})

void t.test('a request whose Retry-After is too long is not retried', async (t) => {
  const { url } = await startSandbox(t, { environment: { RATE_LIMIT_MAX: '1' } })
  const { client, waits } = clientOf(url, { retry: { maxDelayMs: 10_000 } })
  await client.listSources()
  t.match(await failureOf(client.listSources()), { slug: 'rate-limited', retryAfterMs: /^\d{5}$/ })
  t.same(waits, [])
})

void t.test('a problem that is not retryable is thrown at once', async (t) => {
  const { url } = await startSandbox(t)
  const { client, waits } = clientOf(url)
  t.match(await failureOf(client.listAccounts({ limit: 500 })), { slug: 'invalid-request' })
  t.same(waits, [])
})

/** `Retry-After` and `Date` of an answer → milliseconds of the delay. The clock of these tests is at noon. */
const noon = Date.parse('2026-03-01T12:00:00Z')
const inSeconds = (seconds: number) => new Date(noon + seconds * 1000).toUTCString()
const retryAfters: Readonly<Record<string, readonly [string, string | null, number | null]>> = {
  'seconds, whatever the date': ['7', inSeconds(3600), 7000],
  'a date, clocks equal': [inSeconds(30), inSeconds(0), 30_000],
  'a date, this clock an hour ahead': [inSeconds(30 - 3600), inSeconds(-3600), 30_000],
  'a date, this clock an hour behind': [inSeconds(30 + 3600), inSeconds(3600), 30_000],
  'a date, no Date': [inSeconds(30), null, 30_000],
  'a date, unreadable Date': [inSeconds(30), 'today', 30_000],
  'a date in the past': [inSeconds(3600 - 30), inSeconds(3600), 0],
  'a date in the past, no Date': [inSeconds(-30), null, 0],
  'a date as RFC 850 has it': ['Sunday, 01-Mar-26 12:00:30 GMT', inSeconds(0), 30_000],
  'a date as asctime has it': ['Sun Mar  1 12:00:30 2026', inSeconds(0), 30_000],
  'an unreadable date': ['Sun, 99 Foo 2026', inSeconds(0), null],
  'no date': ['soon', inSeconds(0), null],
  'a number that is not whole': ['1.5', inSeconds(0), null],
  'a negative number': ['-5', null, null],
  nothing: ['', inSeconds(0), null]
}

void t.test('Retry-After: a date counts from the Date of its answer, without one from this clock', async (t) => {
  const now = Date.now
  Date.now = () => noon
  t.teardown(() => (Date.now = now))
  for (const [what, [retryAfter, date, retryAfterMs]] of Object.entries(retryAfters)) {
    const { url } = await startUpstream(t, (_request, response) => {
      response.sendDate = false
      const headers = { ...(retryAfter !== '' && { 'retry-after': retryAfter }), ...(date !== null && { date }) }
      sendJson(response, '{}', 503, headers)
    })
    const { client, waits } = clientOf(url, { retry: { maxAttempts: 2 } })
    const error = await failureOf(client.listSources())
    t.match(error, { name: 'AnswerError', retryAfterMs }, what)
    const [waited = NaN] = waits
    if (retryAfterMs === null) t.ok(waited >= 250 && waited <= 500, what)
    else t.ok(waited >= retryAfterMs && waited <= retryAfterMs + 1000, what)
  }
})

void t.test('a failed connection is retried', async (t) => {
  const { url } = await startTcpUpstream(t, (socket, count) => {
    if (count === 1) socket.destroy()
    else if (count === 2) socket.end(httpAnswer('{"data":', { 'content-length': '100' }))
    else socket.end(httpAnswer('{"data":[]}'))
  })
  const { client, waits } = clientOf(url)
  t.same(await client.listSources(), [])
  t.equal(waits.length, 2)
})

void t.test('an address without a server is a ConnectionError with its cause', async (t) => {
  const { url, requests } = await startUpstream(t, (_request, response) => response.destroy())
  const { client } = clientOf(url, { retry: { maxAttempts: 3 } })
  const error = await failureOf(client.listSources())
  t.ok(error instanceof ConnectionError)
  t.match(error, { retryable: true, cause: TypeError })
  t.equal(requests.length, 3)
})

void t.test('an answer of another server throws an AnswerError', async (t) => {
  for (const [status, type, body, retryable] of [
    [502, 'text/html', '<h1>Bad gateway</h1>', true],
    [404, 'application/json', '{"message":"no"}', false],
    [200, 'text/html', '<h1>Sign in</h1>', false],
    [200, 'application/json', '', false],
    [200, 'application/json', '{}', false]
  ] as const) {
    const { url } = await startUpstream(t, (_request, response) =>
      response.writeHead(status, { 'content-type': type }).end(body)
    )
    const { client, waits } = clientOf(url)
    t.match(await failureOf(client.listAccounts()), { name: 'AnswerError', status, retryable, retryAfterMs: null })
    t.equal(waits.length, retryable ? 3 : 0)
  }
})

void t.test('an error of a custom fetch is thrown unchanged', async (t) => {
  const own = new RangeError('no')
  const { client, waits } = clientOf('http://127.0.0.1', { fetch: () => Promise.reject(own) })
  t.equal(await failureOf(client.listSources()), own)
  t.same(waits, [])
})

void t.test('a wait ends by itself, or with the signal’s reason', async (t) => {
  await delay(0)
  const controller = new AbortController()
  await delay(1, controller.signal)
  const reason = new Error('enough')
  const waiting = delay(1_000_000, controller.signal)
  controller.abort(reason)
  t.equal(await failureOf(waiting), reason)
  t.equal(await failureOf(delay(1_000_000, controller.signal)), reason)
})

void t.test('a mistake of the program is no failed connection, is not tried again and quotes no secret', async (t) => {
  for (const [options, message] of [
    [{ token: 'rc_…' }, 'the credential for the header Authorization contains characters that a header cannot hold'],
    [{ apiKey: 'a\nb' }, 'the credential for the header X-Api-Key contains characters that a header cannot hold'],
    [{ token: () => Promise.reject(new TypeError('no')) }, 'cannot get the credential for the header Authorization']
  ] as const) {
    const { client, waits } = clientOf('http://127.0.0.1:9', options)
    const error = await failureOf(client.listSources())
    t.match(error, { name: 'Error', message })
    t.same(waits, [])
  }
})
