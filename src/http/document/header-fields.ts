const text = (description: string, example: string) => ({ type: 'string', description, examples: [example] })
const seconds = (description: string) => ({ type: 'integer', minimum: 0, description })

/** Response fields that hooks add, grouped by condition. The document and CORS derive from them. */
export const answerFields = {
  every: {
    'X-Request-Id': text(
      'Id of the request, also in logs, and in upstream requests of every source but iam. The id from the request, if it is valid.',
      'b7a4ce2e-5a1e-4d0e-9a57-3f6f0d9d4c11'
    )
  },
  limited: {
    RateLimit: text(
      'Requests left to the caller (`r`) and seconds until the window resets (`t`). Structured field (RFC 9651).',
      '"default";r=99;t=60'
    ),
    'RateLimit-Policy': text('Max requests per caller (`q`) per window of `w` seconds.', '"default";q=100;w=60')
  },
  kept: { 'Cache-Control': text('Caches must not store the answer.', 'private, no-store') },
  timed: {
    'Server-Timing': text(
      'One entry per source that was called, with its duration in milliseconds (`dur`).',
      'tenant;dur=12.3, iam;dur=8.1'
    )
  },
  aged: {
    Age: seconds('Seconds since the oldest cached part was fetched. Absent if everything is fresh.')
  },
  retryAfter: { 'Retry-After': seconds('Seconds to wait before a retry.') },
  authenticate: {
    'WWW-Authenticate': text('Required credentials; with 403 the required rights (RFC 6750).', 'Bearer')
  }
}

/** Request fields that hooks and upstream calls read. Without examples: the docs page would send them. */
export const requestFields = {
  every: {
    'X-Request-Id': {
      type: 'string',
      pattern: '^[A-Za-z0-9._-]{1,128}$',
      description: 'Id for the request, used in logs. An id that does not match the pattern is replaced.'
    },
    traceparent: {
      type: 'string',
      description: 'Trace context (W3C), passed on to the upstreams.'
    }
  },
  upstream: {
    'Accept-Language': {
      type: 'string',
      description: 'Language of upstream messages, such as `zh-CN` (RFC 9110). Not used by iam.'
    }
  }
}
