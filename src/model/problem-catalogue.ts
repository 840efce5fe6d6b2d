/** Whose side a problem is on: who has to change something before it goes away. */
type Side = 'caller' | 'upstream' | 'service'

export interface CatalogueEntry {
  readonly title: string
  readonly status: number
  readonly side: Side
  /** Whether the same request may succeed when sent again unchanged. A failure may say otherwise for itself. */
  readonly retryable: boolean
  readonly meaning: string
  readonly advice: string
}

/** The closed list of problems. Every 4xx and 5xx of the service is one of these; the key is its slug. */
const catalogue = {
  'invalid-request': {
    title: 'Invalid request',
    status: 400,
    side: 'caller',
    retryable: false,
    meaning:
      'A parameter, header or body is unknown, missing, given twice or out of its range. Nothing was asked upstream.',
    advice: 'Read the member `errors`: it names each place and what is expected there.'
  },
  'unsupported-filter': {
    title: 'Filter not supported by the source',
    status: 400,
    side: 'caller',
    retryable: false,
    meaning: 'A source that was named cannot filter by the given parameter, so its answer would hold everybody.',
    advice:
      'Name only sources that have the filter (`GET /sources` lists them), or leave `source` out to skip the others.'
  },
  'cursor-invalid': {
    title: 'Cursor not valid here',
    status: 400,
    side: 'caller',
    retryable: false,
    meaning: 'The cursor was changed, comes from another version, or belongs to a query with other parameters.',
    advice: 'Send `page.nextCursor` back as it came, with every other parameter unchanged; or start again without it.'
  },
  unauthenticated: {
    title: 'Credentials needed',
    status: 401,
    side: 'caller',
    retryable: false,
    meaning: 'The request carries no credentials that the service accepts.',
    advice: 'Send the credentials that `WWW-Authenticate` asks for.'
  },
  forbidden: {
    title: 'Not allowed',
    status: 403,
    side: 'caller',
    retryable: false,
    meaning: 'The request asks for something that the caller, or this installation, may not have.',
    advice: 'Ask for what the caller may see, or have its rights extended.'
  },
  'not-found': {
    title: 'No such resource',
    status: 404,
    side: 'caller',
    retryable: false,
    meaning: 'Nothing is served under this path, or what it names is not enabled.',
    advice: 'Check the path against the documentation at /docs.'
  },
  'account-not-found': {
    title: 'Account not found',
    status: 404,
    side: 'caller',
    retryable: false,
    meaning: 'The upstream answered, and knows no account for this request.',
    advice: 'Check the key: phone numbers and mail addresses must be complete and unmasked.'
  },
  'method-not-allowed': {
    title: 'Method not allowed',
    status: 405,
    side: 'caller',
    retryable: false,
    meaning: 'The path exists, the method does not.',
    advice: 'Use one of the methods that the header `Allow` lists.'
  },
  'not-acceptable': {
    title: 'No acceptable representation',
    status: 406,
    side: 'caller',
    retryable: false,
    meaning: 'The header `Accept` rules out every media type this path has.',
    advice: 'Leave `Accept` out or include `application/json`.'
  },
  'payload-too-large': {
    title: 'Request body too large',
    status: 413,
    side: 'caller',
    retryable: false,
    meaning: 'The request body is larger than the service reads.',
    advice: 'Send fewer keys or shorter values.'
  },
  'uri-too-long': {
    title: 'URI too long',
    status: 414,
    side: 'caller',
    retryable: false,
    meaning: 'The request target is longer than the service reads.',
    advice: 'Search with `POST /accounts/search`, whose parameters stand in the body.'
  },
  'unsupported-media-type': {
    title: 'Unsupported media type',
    status: 415,
    side: 'caller',
    retryable: false,
    meaning: 'The request body is not plain UTF-8 `application/json`.',
    advice: 'Send JSON with `Content-Type: application/json` and no `Content-Encoding`.'
  },
  'headers-too-large': {
    title: 'Request headers too large',
    status: 431,
    side: 'caller',
    retryable: false,
    meaning: 'The header fields of the request are larger than the service reads.',
    advice: 'Send fewer or smaller headers; cookies are the usual cause.'
  },
  'rate-limited': {
    title: 'Too many requests',
    status: 429,
    side: 'caller',
    retryable: true,
    meaning: 'The caller sent more requests than it may in this window.',
    advice: 'Wait for the seconds that `Retry-After` tells.'
  },
  'internal-error': {
    title: 'Internal error',
    status: 500,
    side: 'service',
    retryable: false,
    meaning: 'The service failed in a way it does not know. This is a defect of ours.',
    advice: 'Report the `requestId`.'
  },
  overloaded: {
    title: 'Overloaded',
    status: 503,
    side: 'service',
    retryable: true,
    meaning:
      'The service has more work than it can finish in time, or lacks for the moment what it needs to know its callers, and refused this request.',
    advice: 'Wait for the seconds that `Retry-After` tells.'
  },
  'shutting-down': {
    title: 'Shutting down',
    status: 503,
    side: 'service',
    retryable: true,
    meaning: 'This instance is stopping; another one takes over.',
    advice: 'Send the request again.'
  },
  'upstream-parameter-rejected': {
    title: 'Upstream rejected a parameter',
    status: 400,
    side: 'caller',
    retryable: false,
    meaning: 'The upstream understood the request and refused one of its values.',
    advice: 'Check the values sent; `upstream.message` may say which.'
  },
  'upstream-credentials-missing': {
    title: 'Upstream credentials missing',
    status: 401,
    side: 'caller',
    retryable: false,
    meaning: 'The source needs a user token of its upstream, and neither the caller nor the settings gave one.',
    advice: "Send the header that the source's `credentials.callerToken` names in `GET /sources`."
  },
  'upstream-session-expired': {
    title: 'Upstream session expired',
    status: 502,
    side: 'upstream',
    retryable: false,
    meaning: "The session behind the upstream token is over. 401: the caller's own token; 502: the service's.",
    advice: 'With 401, sign in to the upstream again and send the new token. With 502, tell the operators.'
  },
  'upstream-forbidden': {
    title: 'Upstream refused access',
    status: 502,
    side: 'upstream',
    retryable: false,
    meaning: 'The upstream does not allow this. 403: to the user whose token the caller sent; 502: to the service.',
    advice: 'With 403, use a token with more rights. With 502, tell the operators.'
  },
  'upstream-credentials-rejected': {
    title: "Upstream rejected the service's credentials",
    status: 502,
    side: 'service',
    retryable: false,
    meaning: "The service's own key, secret or signature was refused.",
    advice: 'Tell the operators: the settings of this source are wrong. Nothing a caller sends can mend it.'
  },
  'upstream-misconfigured': {
    title: 'Upstream misconfigured',
    status: 502,
    side: 'service',
    retryable: false,
    meaning:
      'The upstream does not know the operation, its version or the application, takes no plain HTTP, or the clocks differ.',
    advice: 'Tell the operators: the settings of this source are wrong. Nothing a caller sends can mend it.'
  },
  'upstream-response-invalid': {
    title: 'Upstream answer not understood',
    status: 502,
    side: 'upstream',
    retryable: true,
    meaning: 'The upstream answered with something empty, cut off, too large, or of the wrong shape.',
    advice: 'Try again once; if it stays, tell the operators.'
  },
  'upstream-error': {
    title: 'Upstream failed',
    status: 502,
    side: 'upstream',
    retryable: true,
    meaning: 'The upstream failed inside, or several sources failed for different reasons.',
    advice: 'Try again later.'
  },
  'upstream-rejected': {
    title: 'Upstream rejected the request',
    status: 502,
    side: 'upstream',
    retryable: false,
    meaning: 'The upstream refused with a code that its documents do not explain for this operation.',
    advice: 'Tell the operators; `upstream.code` is what they need.'
  },
  'upstream-unreachable': {
    title: 'Upstream not reachable',
    status: 502,
    side: 'upstream',
    retryable: true,
    meaning: 'No connection to the upstream could be made, or it broke before an answer.',
    advice: 'Try again later.'
  },
  'upstream-unavailable': {
    title: 'Upstream not available',
    status: 503,
    side: 'upstream',
    retryable: true,
    meaning: 'The upstream says that it is not serving now.',
    advice: 'Wait for the seconds that `Retry-After` tells.'
  },
  'upstream-rate-limited': {
    title: 'Upstream throttled the service',
    status: 503,
    side: 'upstream',
    retryable: true,
    meaning: 'The upstream refuses more calls of the service for the moment.',
    advice: 'Wait for the seconds that `Retry-After` tells.'
  },
  'upstream-quota-exhausted': {
    title: 'Upstream quota used up',
    status: 503,
    side: 'service',
    retryable: false,
    meaning: "The quota or the account of the service's own key at the upstream is used up.",
    advice: 'Tell the operators: waiting alone does not help.'
  },
  'scan-incomplete': {
    title: 'List not read to its end',
    status: 503,
    side: 'upstream',
    retryable: true,
    meaning:
      "The list is longer than can be read within the source's timeout, or rows of it were not sent: the account may be in the rest.",
    advice: 'Ask again with `nextCursor` as `cursor`, until the account is found or is `account-not-found`.'
  },
  'circuit-open': {
    title: 'Upstream left alone for a while',
    status: 503,
    side: 'upstream',
    retryable: true,
    meaning: 'The upstream failed several times in a row, so it is not asked until it had time to recover.',
    advice: 'Wait for the seconds that `Retry-After` tells.'
  },
  'upstream-timeout': {
    title: 'Upstream timed out',
    status: 504,
    side: 'upstream',
    retryable: true,
    meaning: "The upstream did not answer within the source's timeout.",
    advice: 'Try again; a smaller `limit` may help.'
  }
} as const satisfies Record<string, CatalogueEntry>

/** A problem's stable name. */
export type Slug = keyof typeof catalogue

/** What the catalogue says of a slug. */
export function problemType(slug: Slug): CatalogueEntry {
  return catalogue[slug]
}

/** Every slug with its entry, in the catalogue's order. */
export function problemTypes(): [Slug, CatalogueEntry][] {
  return slugs.map((slug) => [slug, catalogue[slug]])
}

/** Whether a text is a slug of the catalogue. */
export function isSlug(text: string): text is Slug {
  return Object.hasOwn(catalogue, text)
}

/** Every slug, in the catalogue's order. */
export const slugs: readonly Slug[] = Object.keys(catalogue).filter(isSlug)
