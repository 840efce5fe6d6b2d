const text = (description: string, example: string) => ({ type: 'string', description, examples: [example] })
const seconds = (description: string) => ({ type: 'integer', minimum: 0, description })

/** Fields of answers that the hooks add, by when they do. The document and CORS derive from them. */
export const answerFields = {
  every: {
    'X-Request-Id': text(
      'Id of the request, also in the logs and in calls to the gateway: the one that was sent, where it was usable.',
      'b7a4ce2e-5a1e-4d0e-9a57-3f6f0d9d4c11'
    )
  },
  limited: {
    RateLimit: text(
      'Requests left to the caller (`r`), and seconds until there are as many as ever (`t`). Structured field (RFC 9651).',
      '"default";r=99;t=60'
    ),
    'RateLimit-Policy': text('Requests a caller has (`q`) per window of `w` seconds.', '"default";q=100;w=60')
  },
  kept: { 'Cache-Control': text('That no cache may keep the answer.', 'private, no-store') },
  timed: {
    'Server-Timing': text(
      'One entry for each source asked, with the milliseconds it took (`dur`). Absent where none was asked.',
      'tenant;dur=12.3, iam;dur=8.1'
    )
  },
  aged: {
    Age: seconds('Seconds since the oldest part of the answer came from its upstream. Absent when all is fresh.')
  },
  retryAfter: { 'Retry-After': seconds('Seconds to wait before asking again.') },
  authenticate: {
    'WWW-Authenticate': text('Which credentials are needed, or with 403 which rights (RFC 6750).', 'Bearer')
  }
}

/** Fields of requests that hooks and upstream calls read, without examples: the docs page would send them. */
export const requestFields = {
  every: {
    'X-Request-Id': {
      type: 'string',
      pattern: '^[A-Za-z0-9._-]{1,128}$',
      description: 'Id for the request, to find it again in logs. Another one takes its place where it does not match.'
    },
    traceparent: {
      type: 'string',
      description: 'Place of the request in a trace (W3C Trace Context). It goes along to the upstreams.'
    }
  },
  upstream: {
    'Accept-Language': {
      type: 'string',
      description: "Language of the upstreams' own messages, where they speak it, such as `zh-CN` (RFC 9110)."
    }
  }
}
