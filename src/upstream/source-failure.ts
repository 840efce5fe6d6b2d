import type { UpstreamNote } from '../model/problem-summary.ts'
import type { Failure } from '../problems/failure.ts'
import { scrub, wordsOf } from '../problems/scrub.ts'
import { upstreamNote } from './upstream-note.ts'
import { headerOf, type UpstreamAnswer } from './message.ts'
import type { CallContext } from './call-context.ts'
import type { Upstream } from './upstream.ts'

interface FailedCall {
  /** Null when no response came. */
  readonly answer: UpstreamAnswer | null
  readonly context: Pick<CallContext, 'callerTokens'>
  /** Search values of the call. */
  readonly secrets: readonly string[]
}

/** The status if the caller's own token failed: 401 and 403 instead of 502. */
const statusWithCallerToken: Readonly<Record<string, number>> = {
  'upstream-session-expired': 401,
  'upstream-forbidden': 403
}

/**
 * The failure of one call → the same with its source, and with the status for the rights in use. In upstream messages it replaces
 * search values, caller tokens and the service's own credentials.
 */
export function toSourceFailure(
  failure: Failure,
  { id, callerTokenHeader, requestIdHeader, secrets: own }: Upstream,
  { answer, context: { callerTokens }, secrets }: FailedCall
): Failure {
  const status = callerTokens.has(id) ? statusWithCallerToken[failure.slug] : undefined
  const note = failure.facts.upstream ?? (answer === null ? undefined : bareNote(answer, requestIdHeader))
  const { source, detail } = failure.facts
  return failure.with({
    source: id,
    detail: source === undefined ? `${id}: ${detail}` : detail,
    ...(status === undefined ? {} : { status }),
    ...(status === 401 ? { headers: challenge(id, callerTokenHeader ?? '') } : {}),
    ...(note === undefined ? {} : { upstream: scrubNote(note, [...own, ...secrets, ...callerTokens.texts()]) })
  })
}

/** `WWW-Authenticate` for a missing or expired user token: names the header for a new one. */
export function challenge(source: string, header: string): Record<string, string> {
  return { 'www-authenticate': `UpstreamToken realm="${source}", header="${header}"` }
}

/** The note for a response that is not a refusal by itself. */
function bareNote(answer: UpstreamAnswer, requestIdHeader: string | null): UpstreamNote {
  const requestId = headerOf(answer, requestIdHeader)
  return upstreamNote({ httpStatus: answer.status, code: null, message: null, localizedMessage: null, requestId })
}

function scrubNote(note: UpstreamNote, known: readonly string[]): UpstreamNote {
  const words = wordsOf(known)
    .filter(({ length }) => length >= minSecretLength)
    .map((word) => word.toLowerCase())
  const hide = (id: string | null): string | null =>
    id !== null && words.some((word) => id.toLowerCase().includes(word)) ? null : id
  return {
    httpStatus: note.httpStatus,
    code: hide(note.code),
    message: note.message && scrub(note.message, known),
    localizedMessage: note.localizedMessage && scrub(note.localizedMessage, known),
    requestId: hide(note.requestId)
  }
}

/** Shorter values appear in codes and ids by chance: a search for `40` must not change the code 403 in a problem. */
const minSecretLength = 6
