import { Failure } from '../problems/failure.ts'

/** The other end of a connection. */
export type Peer = 'upstream' | 'proxy'

/**
 * An error before a request was written → a Failure: the upstream was not reached. An error that is neither a timeout, nor from
 * the operating system, nor from undici comes from TLS. Either side refused a certificate or the handshake.
 */
export function mapConnectError(error: unknown, peer: Peer): Failure {
  if (error instanceof Failure) return error
  const code = codeOf(error)
  if (timeouts.has(code)) return tooSlow(error, peer)
  return systemError.test(code) || code.startsWith('UND_ERR_') ? noConnection(error, peer) : tlsRefused(error, peer)
}

/**
 * Errors of undici and of sockets after a request was written → failures. Their messages hold host names and addresses, so they
 * stay in `cause`. An error that no rule knows is a defect of ours and comes back as it is.
 *
 * @param answering Whether the upstream's status line had arrived: what breaks after it is a broken answer.
 */
export function mapUndiciError(error: Error, answering: boolean): Error {
  if (error instanceof Failure) return error
  const code = codeOf(error)
  if (timeouts.has(code)) return tooSlow(error, 'upstream')
  // undici's parser fails an assertion on a 101 without an upgrade.
  if (
    answering ||
    /^(HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_|ERR_ASSERTION$)/.test(code) ||
    error.name === 'HTTPParserError'
  ) {
    return new Failure('upstream-response-invalid', {
      detail: 'the upstream response was cut off or is not valid HTTP',
      cause: error
    })
  }
  // With TLS 1.3 the refusal of a client certificate arrives only now.
  if (/^(ERR_TLS_|ERR_SSL_|EPROTO$)/.test(code)) return tlsRefused(error, 'upstream')
  if (systemError.test(code) || /^(UND_ERR_(SOCKET|CLOSED|DESTROYED|INFO)|ERR_SOCKET.*)$/.test(code)) {
    return noConnection(error, 'upstream')
  }
  return error
}

const timeouts = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'])

/** Node uses the operating system's names for these errors. EPROTO is TLS. */
const systemError = /^(?!EPROTO$)(E[A-Z0-9]+|EAI_[A-Z]+)$/

function tooSlow(cause: unknown, peer: Peer): Failure {
  return new Failure('upstream-timeout', { detail: `the ${peer} timed out`, cause })
}

function noConnection(cause: unknown, peer: Peer): Failure {
  return new Failure('upstream-unreachable', {
    detail: `the connection to the ${peer} failed or was closed before a response`,
    cause
  })
}

function tlsRefused(cause: unknown, peer: Peer): Failure {
  return new Failure('upstream-unreachable', {
    detail: `the ${peer}'s TLS certificate or handshake was rejected`,
    retryable: false,
    cause
  })
}

/** The error code of the library behind a failure, for the log; undefined if there is none. */
export function errorCodeOf({ facts }: Failure): string | undefined {
  const code = codeOf(facts.cause)
  return /^[A-Z][A-Z0-9_/]*$/.test(code) ? code : undefined
}

/** The code of an error or of its first cause. Node throws an AggregateError if a host name has two addresses. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof AggregateError ? codeOf(error.errors[0]) : ''
}
