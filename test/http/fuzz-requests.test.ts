import * as fc from 'fast-check'
import t from 'tap'
import { isSlug } from '../../src/model/problem-catalogue.ts'
import { undocumented } from '../support/document.ts'
import { createTally, fuzz, tries } from '../support/fuzz.ts'
import { hostileRequest } from '../support/hostile-requests.ts'
import { withKeys } from '../support/keys.ts'
import { exchangeRaw, type RawAnswer } from '../support/raw-answers.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'

/** Outcomes that a caller can cause. The upstreams work, so the only 5xx come from the simulator's handling of odd values. */
const possible = new Set([400, 401, 403, 404, 405, 406, 413, 414, 415, 431, 502])

interface Asked {
  readonly method: string
  readonly target: string
  /** Whether the answer belongs to this request, and not to bytes that were parsed as a second one. */
  readonly isFirst: boolean
}

/** The kind of an answer. Throws unless it is a success or a documented problem. */
function judge({ status, headers, body }: RawAnswer, { method, target, isFirst }: Asked): string {
  if (status < 400) return String(status)
  if (!possible.has(status)) throw new Error(`status ${status}: ${body}`)
  const type = headers.get('content-type') ?? ''
  if (!type.startsWith('application/problem+json')) throw new Error(`${status} as ${type}`)
  if (isFirst && method === 'HEAD' && body === '') return `HEAD ${status}`
  const problem: { type: string; status: number } = JSON.parse(body)
  const slug = problem.type.replace('/problems/', '')
  if (!isSlug(slug) || slug === 'internal-error') throw new Error(`problem ${problem.type}`)
  if (problem.status !== status) throw new Error(`${status} with a problem of ${problem.status}`)
  const difference = isFirst ? undocumented(method, target, status, type, problem) : null
  if (difference !== null) throw new Error(difference)
  return slug
}

const title = `${tries} requests of any kind are answered, or refused with a documented problem`

void t.test(title, { timeout: 3_600_000 }, async (t) => {
  const options = {
    // An incomplete request is refused after a short time.
    limits: { requestTimeoutMs: 300, headersTimeoutMs: 300, checkIntervalMs: 50 },
    simulator: { sizes: { tenant: 7, scope: 6, industry: 9, iam: 5 } }
  }
  const open = await startSandbox(t, { ...options, environment: { ...plain, LOG_LEVEL: 'error' } })
  const keys = { ...withKeys(t, { key: {} }), CORS_ORIGINS: 'https://app.example.com', LOG_LEVEL: 'error' }
  const closed = await startSandbox(t, { ...options, environment: keys })
  const tally = createTally()
  const urls = fc.constantFrom(open.url, open.url, closed.url)
  await fuzz(t, fc.tuple(urls, hostileRequest), async ([url, { method, target, encoding, text }]) => {
    const answers = await exchangeRaw(url, Buffer.from(text, encoding), method === 'HEAD')
    if (answers.length === 0) tally.count('closed without an answer')
    for (const [place, answer] of answers.entries()) {
      tally.count(judge(answer, { method, target, isFirst: place === 0 }))
    }
  })
  t.comment(tally.text())
  t.ok(tally.countOf('200') > tries / 10, 'many were good')
  t.equal(open.log() + closed.log(), '', 'nothing failed inside')
  t.equal((await open.get('/accounts')).body.complete, true, 'it still works')
})
