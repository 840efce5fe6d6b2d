import type { UpstreamNote } from '../../model/problem-summary.ts'
import { Failure } from '../../problems/failure.ts'
import { headerOf, type UpstreamAnswer } from '../../upstream/message.ts'
import { codeOf, parseObject } from '../../json.ts'
import { retryAfterSeconds, upstreamNote } from '../../upstream/upstream-note.ts'
import { businessFailure, saysForbidden } from './business-failures.ts'
import { gatewayFailure, isClockFailure, isSignatureFailure } from './gateway-failures.ts'

/**
 * A gateway answer → the envelope's `data`; undefined if there is none. Success is HTTP 200 with code 200. Throws a Failure for
 * everything else. Members may be missing; `code` may be a numeric string.
 */
export function readEnvelope(answer: UpstreamAnswer): unknown {
  if (answer.status !== 200) throw gatewayRefusal(answer)
  const envelope = parseObject(answer.body)
  if (envelope === null) throw invalid('the body is not a JSON object', answer)
  const code = codeOf(envelope['code'])
  if (code === null) throw invalid('the envelope has no code', answer)
  const data = envelope['data']
  const message = textOf(envelope['message'])
  const localizedMsg = textOf(envelope['localizedMsg'])
  if (code !== '200') {
    const { slug, ...rest } = businessFailure(code, message, localizedMsg)
    const upstream = noteOf(answer, code, message, localizedMsg)
    throw new Failure(slug, {
      detail: 'the upstream answered with a failure code',
      upstream,
      ...rest
    })
  }
  if ((data === undefined || data === null) && saysForbidden(message)) {
    const upstream = noteOf(answer, code, message, localizedMsg)
    throw new Failure('upstream-forbidden', {
      detail: 'the upstream answered without data: request forbidden',
      upstream
    })
  }
  return data
}

function gatewayRefusal(answer: UpstreamAnswer): Failure {
  const body = parseObject(answer.body)
  const code = headerOf(answer, 'x-ca-error-code') || codeOf(body?.['code']) || String(answer.status)
  const message = headerOf(answer, 'x-ca-error-message') || textOf(body?.['message'])
  const slug = gatewayFailure(answer.status, code, message)
  const note = noteOf(answer, code, message, textOf(body?.['localizedMsg']))
  const seconds = retryAfterSeconds(answer)
  return new Failure(slug, {
    detail:
      slug === 'upstream-misconfigured' && isClockFailure(code, message)
        ? "the upstream refused the timestamp: the service's clock is off by more than 15 minutes"
        : `the upstream answered with HTTP status ${answer.status}`,
    upstream: note,
    ...(seconds === null ? {} : { retryAfterSeconds: seconds })
  })
}

function invalid(what: string, answer: UpstreamAnswer): Failure {
  return new Failure('upstream-response-invalid', {
    detail: `the upstream response is invalid: ${what}`,
    upstream: noteOf(answer, null, null, null)
  })
}

function noteOf(
  answer: UpstreamAnswer,
  code: string | null,
  message: string | null,
  localized: string | null
): UpstreamNote {
  const silent = isSignatureFailure(code, message) || isSignatureFailure(code, localized)
  return upstreamNote({
    httpStatus: answer.status,
    code,
    message: silent ? null : message,
    localizedMessage: silent ? null : localized,
    requestId: headerOf(answer, 'x-ca-request-id')
  })
}

function textOf(text: unknown): string | null {
  return typeof text === 'string' ? text : null
}
