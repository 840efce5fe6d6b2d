import type { Slug } from '../../model/problem-catalogue.ts'
import { Failure } from '../../problems/failure.ts'
import { headerOf, type UpstreamAnswer } from '../../upstream/message.ts'
import { slugOfStatus } from '../../upstream/slug-of-status.ts'
import { codeOf, parseObject, type JsonObject } from '../../json.ts'
import { retryAfterSeconds, upstreamNote } from '../../upstream/upstream-note.ts'

/**
 * An IAM answer → its flat envelope if `Code` is 0. Throws a Failure otherwise. The document lists no failure codes, so the HTTP
 * status decides. A redirect or an HTML page is the login page.
 */
export function readIamEnvelope(answer: UpstreamAnswer): JsonObject {
  if (answer.status < 200 || answer.status > 299) {
    throw refusal(slugOfStatus(answer.status) ?? slugOfRefusal(answer.status), answer)
  }
  const envelope = parseObject(answer.body)
  if (envelope === null)
    throw refusal(isPage(answer) ? 'upstream-session-expired' : 'upstream-response-invalid', answer)
  const code = codeOf(envelope['Code'])
  if (code === null) throw refusal('upstream-response-invalid', answer)
  if (code !== '0') {
    throw new Failure('upstream-rejected', {
      detail: 'the upstream answered with a code other than 0',
      upstream: noteOf(answer, code, envelope['Msg'])
    })
  }
  return envelope
}

function refusal(slug: Slug, answer: UpstreamAnswer): Failure {
  const seconds = retryAfterSeconds(answer)
  return new Failure(slug, {
    detail: details[slug] ?? `the upstream answered with HTTP status ${answer.status}`,
    upstream: noteOf(answer, null, null),
    ...(seconds === null ? {} : { retryAfterSeconds: seconds })
  })
}

const details: Partial<Record<Slug, string>> = {
  'upstream-session-expired': 'the upstream asked to sign in',
  'upstream-response-invalid': 'the upstream response is invalid'
}

function slugOfRefusal(status: number): Slug {
  if (status < 400 || status === 401) return 'upstream-session-expired'
  return status === 403 ? 'upstream-forbidden' : 'upstream-misconfigured'
}

function isPage({ headers, body }: UpstreamAnswer): boolean {
  const start = body.trimStart().slice(0, 64)
  return (
    start.startsWith('<') &&
    (/html/i.test(String(headers['content-type'])) || /^<(!doctype html|html|head|body)/i.test(start))
  )
}

function noteOf(answer: UpstreamAnswer, code: string | null, message: unknown) {
  return upstreamNote({
    httpStatus: answer.status,
    code,
    message,
    localizedMessage: null,
    requestId: headerOf(answer, 'x-request-id')
  })
}
