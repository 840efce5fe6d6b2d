/** Who can fix a problem. */
type Side = 'caller' | 'upstream' | 'service'

export interface CatalogueEntry {
  readonly title: string
  readonly status: number
  readonly side: Side
  /** Whether the same request may succeed later. A failure may override this. */
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
    meaning: 'A parameter, header or body is unknown, missing, duplicated or out of range. No upstream was called.',
    advice: 'Read the member `errors`: it names each parameter and its rule.'
  },
  'unsupported-filter': {
    title: 'Filter not supported by the source',
    status: 400,
    side: 'caller',
    retryable: false,
    meaning: 'A named source cannot filter by this parameter. Its answer would contain every account.',
    advice:
      'Name only sources that have the filter (`GET /sources` lists them), omit `source` to skip the others, or send `scan=allow`.'
  },
  'cursor-invalid': {
    title: 'Cursor not valid',
    status: 400,
    side: 'caller',
    retryable: false,
    meaning: 'The cursor is malformed, comes from another version, or was issued for a different query.',
    advice: 'Send `page.nextCursor` unchanged, with the same other parameters. Otherwise start again without `cursor`.'
  },
  unauthenticated: {
    title: 'Credentials required',
    status: 401,
    side: 'caller',
    retryable: false,
    meaning: 'Credentials are missing or invalid.',
    advice: 'Send the credentials that the header `WWW-Authenticate` names.'
  },
  forbidden: {
    title: 'Not allowed',
    status: 403,
    side: 'caller',
    retryable: false,
    meaning: 'The caller lacks a source or right, or this installation fixes the value.',
    advice: "`GET /me` lists the caller's sources and rights. Ask an operator for more."
  },
  'not-found': {
    title: 'No such resource',
    status: 404,
    side: 'caller',
    retryable: false,
    meaning: 'There is no such path, or the source that it names is not enabled.',
    advice: 'Check the path against the documentation at /docs.'
  },
  'account-not-found': {
    title: 'Account not found',
    status: 404,
    side: 'caller',
    retryable: false,
    meaning: 'The upstream has no account for this request.',
    advice: 'Check the key: phone numbers and mail addresses must be complete and unmasked.'
  },
  'method-not-allowed': {
    title: 'Method not allowed',
    status: 405,
    side: 'caller',
    retryable: false,
    meaning: 'The path does not support this method.',
    advice: 'Use a method from the header `Allow`.'
  },
  'not-acceptable': {
    title: 'No acceptable representation',
    status: 406,
    side: 'caller',
    retryable: false,
    meaning: 'The header `Accept` excludes every media type of this path.',
    advice: 'Omit `Accept` or include `application/json`.'
  },
  'payload-too-large': {
    title: 'Request body too large',
    status: 413,
    side: 'caller',
    retryable: false,
    meaning: 'The request body exceeds the limit.',
    advice: 'Send fewer keys or shorter values.'
  },
  'uri-too-long': {
    title: 'URI too long',
    status: 414,
    side: 'caller',
    retryable: false,
    meaning: 'The request target exceeds the limit.',
    advice: 'Use `POST /accounts/search`, which takes the parameters in the body.'
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
    meaning: 'The request headers exceed the limit.',
    advice: 'Send fewer or smaller headers. Large cookies are the usual cause.'
  },
  'rate-limited': {
    title: 'Too many requests',
    status: 429,
    side: 'caller',
    retryable: true,
    meaning: 'The caller exceeded its rate limit.',
    advice: 'Wait for the number of seconds in `Retry-After`, then retry.'
  },
  'internal-error': {
    title: 'Internal error',
    status: 500,
    side: 'service',
    retryable: false,
    meaning: 'Unexpected internal error. This is a defect of Rollcall.',
    advice: 'Report the `requestId` to the operators.'
  },
  overloaded: {
    title: 'Overloaded',
    status: 503,
    side: 'service',
    retryable: true,
    meaning: 'The service or a source is overloaded, or credentials cannot be verified at the moment.',
    advice: 'Wait for the number of seconds in `Retry-After`, then retry.'
  },
  'shutting-down': {
    title: 'Shutting down',
    status: 503,
    side: 'service',
    retryable: true,
    meaning: 'This instance is stopping. Another instance takes over.',
    advice: 'Send the request again.'
  },
  'upstream-parameter-rejected': {
    title: 'Upstream rejected a parameter',
    status: 400,
    side: 'caller',
    retryable: false,
    meaning: 'The upstream rejected one of the values.',
    advice: 'Check the values. `upstream.message` may name the wrong one.'
  },
  'upstream-credentials-missing': {
    title: 'Upstream credentials missing',
    status: 401,
    side: 'caller',
    retryable: false,
    meaning: "The source needs a user's upstream token. Neither the request nor the settings contain one.",
    advice: "Send the header that the source's `credentials.callerToken` names in `GET /sources`."
  },
  'upstream-session-expired': {
    title: 'Upstream session expired',
    status: 502,
    side: 'upstream',
    retryable: false,
    meaning:
      'The session of the upstream token has expired. 401: the token of the caller. 502: the token of the service.',
    advice: 'With 401, sign in to the upstream again and send the new token. With 502, inform the operators.'
  },
  'upstream-forbidden': {
    title: 'Upstream refused access',
    status: 502,
    side: 'upstream',
    retryable: false,
    meaning: 'The upstream denied access. 403: to the user whose token was sent. 502: to the service.',
    advice: 'With 403, use a token with more rights. With 502, inform the operators.'
  },
  'upstream-credentials-rejected': {
    title: "Upstream rejected the service's credentials",
    status: 502,
    side: 'service',
    retryable: false,
    meaning: "The upstream rejected the service's own key, secret or signature.",
    advice: 'Inform the operators: the settings of this source are wrong. Callers cannot fix this.'
  },
  'upstream-misconfigured': {
    title: 'Upstream misconfigured',
    status: 502,
    side: 'service',
    retryable: false,
    meaning:
      'The upstream does not know the operation, its version or the application, requires HTTPS, or the clocks differ.',
    advice: 'Inform the operators: the settings of this source are wrong. Callers cannot fix this.'
  },
  'upstream-response-invalid': {
    title: 'Upstream response invalid',
    status: 502,
    side: 'upstream',
    retryable: true,
    meaning: 'The upstream response is empty, truncated, too large or malformed.',
    advice: 'Retry once. If it persists, inform the operators.'
  },
  'upstream-error': {
    title: 'Upstream failed',
    status: 502,
    side: 'upstream',
    retryable: true,
    meaning: 'The upstream reported an internal error, or several sources failed for different reasons.',
    advice: 'Retry later.'
  },
  'upstream-rejected': {
    title: 'Upstream rejected the request',
    status: 502,
    side: 'upstream',
    retryable: false,
    meaning: 'The upstream rejected the request with a code that is not documented for this operation.',
    advice: 'Inform the operators, with `upstream.code`.'
  },
  'upstream-unreachable': {
    title: 'Upstream unreachable',
    status: 502,
    side: 'upstream',
    retryable: true,
    meaning: 'The connection to the upstream failed or was closed before a response.',
    advice: 'Retry later.'
  },
  'upstream-unavailable': {
    title: 'Upstream unavailable',
    status: 503,
    side: 'upstream',
    retryable: true,
    meaning: 'The upstream reports that it is unavailable.',
    advice: 'Wait for the number of seconds in `Retry-After`, then retry.'
  },
  'upstream-rate-limited': {
    title: 'Upstream throttled the service',
    status: 503,
    side: 'upstream',
    retryable: true,
    meaning: "The upstream limits the rate of the service's calls.",
    advice: 'Wait for the number of seconds in `Retry-After`, then retry.'
  },
  'upstream-quota-exhausted': {
    title: 'Upstream quota exhausted',
    status: 503,
    side: 'service',
    retryable: false,
    meaning: "The upstream quota or balance of the service's own key is used up.",
    advice: 'Inform the operators: waiting alone does not help.'
  },
  'scan-incomplete': {
    title: 'List not read to its end',
    status: 503,
    side: 'upstream',
    retryable: true,
    meaning:
      "The list was not read to its end within the source's timeout, or rows of it were not sent. The account may be in the rest.",
    advice:
      'Repeat the request with `nextCursor` as `cursor`, until the account is found or the answer is `account-not-found`.'
  },
  'circuit-open': {
    title: 'Circuit breaker open',
    status: 503,
    side: 'upstream',
    retryable: true,
    meaning: 'The upstream failed several times in a row or asked for a pause. No calls are sent until it can recover.',
    advice: 'Wait for the number of seconds in `Retry-After`, then retry.'
  },
  'upstream-timeout': {
    title: 'Upstream timed out',
    status: 504,
    side: 'upstream',
    retryable: true,
    meaning: "The upstream did not answer within the source's timeout.",
    advice: 'Retry. A smaller `limit` may help.'
  }
} as const satisfies Record<string, CatalogueEntry>

/** The stable name of a problem type. */
export type Slug = keyof typeof catalogue

/** The entry of a slug. */
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
