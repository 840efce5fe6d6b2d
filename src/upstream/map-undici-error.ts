import { Failure } from '../problems/failure.ts'

/**
 * The one place where errors of undici, of sockets and of TLS become ours. Their messages hold host names and addresses, so
 * they stay in `cause`. An error that no rule knows is a defect of ours and comes back as it is.
 *
 * @param answering Whether the upstream's status line had arrived: what breaks after it is a broken answer.
 */
export function mapUndiciError(error: Error, answering: boolean): Error {
  const code = codeOf(error)
  if (timeouts.has(code)) {
    return new Failure('upstream-timeout', { detail: 'the upstream was too slow', cause: error })
  }
  // On a 101 that nobody asked for, undici's parser fails an assertion.
  if (
    answering ||
    /^(HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_|ERR_ASSERTION$)/.test(code) ||
    error.name === 'HTTPParserError'
  ) {
    return new Failure('upstream-response-invalid', {
      detail: "the upstream's answer was cut off or is not HTTP",
      cause: error
    })
  }
  if (/CERT|ERR_TLS|ERR_SSL|SIGNATURE|EPROTO/.test(code)) {
    return new Failure('upstream-unreachable', {
      detail: "the upstream's TLS certificate or handshake was not accepted",
      retryable: false,
      cause: error
    })
  }
  if (/^((?!ERR_)E[A-Z0-9_]+|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED|ERR_SOCKET.*)$/.test(code)) {
    return new Failure('upstream-unreachable', {
      detail: 'no connection to the upstream could be made, or it broke before an answer',
      cause: error
    })
  }
  return error
}

const timeouts = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'])

/** The code of an error, or of what it wraps: with two addresses for one name, Node throws an AggregateError. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof AggregateError && error.errors[0] instanceof Error ? codeOf(error.errors[0]) : ''
}
