import type { UpstreamNote } from '../model/problem-summary.ts'
import type { Failure } from '../problems/failure.ts'
import { scrub, wordsOf } from '../problems/scrub.ts'
import { upstreamNote } from '../sources/upstream-note.ts'
import { headerOf, type UpstreamAnswer } from './message.ts'
import type { Connection } from '../sources/open-sources.ts'

/** A caller who sent a token of its own must hear that it is the token that failed: 401 and 403 instead of 502. */
const statusWithCallerToken: Readonly<Record<string, number>> = {
  'upstream-session-expired': 401,
  'upstream-forbidden': 403
}

/**
 * A failure of one upstream call → the same with its source, with the status that fits whose rights it ran with, and with
 * the upstream's words scrubbed of what this call was about: `secrets`, every caller token, the service's own credentials.
 */
export function placeFailure(
  failure: Failure,
  { id, definition, secrets: own }: Connection,
  answer: UpstreamAnswer | null,
  callerTokens: ReadonlyMap<string, string>,
  secrets: readonly string[]
): Failure {
  const status = callerTokens.has(id) ? statusWithCallerToken[failure.slug] : undefined
  const note = failure.facts.upstream ?? (answer === null ? undefined : bareNote(answer))
  const { source, detail } = failure.facts
  return failure.with({
    source: id,
    detail: source === undefined ? `${id}: ${detail}` : detail,
    ...(status === undefined ? {} : { status }),
    ...(status === 401 ? { headers: challenge(id, definition.callerToken?.header ?? '') } : {}),
    ...(note === undefined ? {} : { upstream: scrubNote(note, [...own, ...secrets, ...callerTokens.values()]) })
  })
}

/** `WWW-Authenticate` of a source whose user token is missing or over: which header to send a new one in. */
export function challenge(source: string, header: string): Record<string, string> {
  return { 'www-authenticate': `UpstreamToken realm="${source}", header="${header}"` }
}

/** Of an answer that was no refusal in itself. */
function bareNote(answer: UpstreamAnswer): UpstreamNote {
  const requestId = headerOf(answer, 'x-ca-request-id')
  return upstreamNote({ httpStatus: answer.status, code: null, message: null, localizedMessage: null, requestId })
}

function scrubNote(note: UpstreamNote, known: readonly string[]): UpstreamNote {
  const words = wordsOf(known)
    .filter(({ length }) => length >= shortestSecret)
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

/** Shorter ones stand in codes and ids by chance: a search for `40` must not take the code 403 out of a problem. */
const shortestSecret = 6
