import { ConnectionError, type ConnectionFailure } from './errors.ts'
import { isOffline, pageUrl } from './page.ts'

/** An error of `fetch` → the error of the client. Only a TypeError is a failed connection; any other error stays unchanged. */
export function toConnectionError(cause: unknown, url: string): unknown {
  if (!(cause instanceof TypeError)) return cause
  const reason = reasonOf(cause, url)
  return new ConnectionError(reason, `${new URL(url).origin} ${sentences[reason]}`, { cause })
}

const sentences: Readonly<Record<ConnectionFailure, string>> = {
  offline: 'cannot be reached: the browser is offline',
  'blocked-or-unreachable':
    "cannot be reached, or the browser blocked the request: add this page's origin to CORS_ORIGINS of the service",
  dns: 'cannot be reached: its host name is unknown',
  refused: 'cannot be reached: it refuses connections',
  broken: 'ended the connection early',
  unknown: 'cannot be reached'
}

/** Error codes of Node. Other platforms have none. */
const codes: Readonly<Record<string, ConnectionFailure>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'broken',
  UND_ERR_SOCKET: 'broken'
}

function reasonOf({ cause }: TypeError, url: string): ConnectionFailure {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
  const known = codes[code]
  if (known !== undefined) return known
  if (isOffline()) return 'offline'
  const page = pageUrl()
  // A page may always read answers of its own origin.
  return page === undefined || new URL(page).origin === new URL(url).origin ? 'unknown' : 'blocked-or-unreachable'
}
