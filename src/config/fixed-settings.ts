import { Type, type Static } from 'typebox'
import { tracingSettings } from './tracing-settings.ts'

const text = (description: string) => Type.String({ minLength: 1, description })
const count = (minimum: number, maximum: number, byDefault: number, description: string) =>
  Type.Integer({ minimum, maximum, default: byDefault, description })
const optional = Type.Optional
const dayMs = 86_400_000

/** A timeout in milliseconds. */
export function timeout(byDefault: number, description: string) {
  return count(1, 600_000, byDefault, description)
}

/** The settings that do not depend on the sources, by their groups in the documentation. */
export const listening = {
  HOST: Type.String({ minLength: 1, default: '127.0.0.1', description: 'Address to listen on.' }),
  PORT: count(0, 65_535, 3000, 'Port to listen on; 0 takes a free one.'),
  ADMIN_PORT: optional(
    Type.Integer({
      minimum: 0,
      maximum: 65_535,
      description: 'Port for `/livez`, `/readyz` and `/metrics`, which then are on that port only; 0 takes a free one.'
    })
  ),
  PUBLIC_PATH: optional(
    text(
      'Path below which a proxy that strips it mounts the service, such as `/rollcall`. Links, documentation and problem types follow it.'
    )
  ),
  EXPLORER: Type.Enum(['on', 'off'], {
    default: 'on',
    description:
      'Whether `/` shows a browser the explorer of the accounts. `off`, or a service without a list, redirects it to `/docs`.'
  }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'Lowest level that is logged.'
  }),
  TRUST_PROXY: optional(
    text('`true`, a number of hops, or addresses: the proxies whose `X-Forwarded-For` names the client.')
  ),
  SHUTDOWN_TIMEOUT_MS: timeout(
    10_000,
    'Max milliseconds from SIGTERM to exit. Running requests have 85 % of it, or all but 1.5 s.'
  ),
  MAX_EVENT_LOOP_DELAY_MS: count(
    0,
    60_000,
    2000,
    'Max event loop delay in milliseconds. Above it, requests are refused as `overloaded`; 0 never refuses.'
  )
}

export const callers = {
  AUTH_MODE: optional(
    Type.Enum(['none', 'api-key', 'jwt'], {
      description: 'How callers authenticate. Required when HOST is not a loopback address.'
    })
  ),
  API_KEYS_FILE: optional(
    text('File with the callers and the SHA-256 of their keys, for `api-key`. A change is in force within seconds.')
  ),
  JWT_ISSUER: optional(text('Issuer of the tokens, exactly as in their claim `iss`, for `jwt`.')),
  JWT_AUDIENCE: optional(text('Audience that the claim `aud` of a token must name.')),
  JWT_JWKS_URL: optional(text("URL of the issuer's signing keys (RFC 7517).")),
  JWT_SOURCES_CLAIM: Type.String({
    minLength: 1,
    default: 'rollcall_sources',
    description: 'Claim with the list of sources that a caller may see. Without the claim it may see all.'
  }),
  JWT_CLOCK_TOLERANCE_S: count(
    0,
    300,
    5,
    "Max seconds by which the issuer's clock and ours may differ, for the claims `exp` and `nbf`."
  ),
  RATE_LIMIT_MAX: count(
    1,
    1_000_000_000,
    100,
    'Max requests of one caller per window. An export and a batch lookup count as several. A key may have a limit of its own.'
  ),
  RATE_LIMIT_WINDOW_MS: count(1000, dayMs, 60_000, 'Length of that window in milliseconds.'),
  CORS_ORIGINS: optional(
    text('Comma list of the origins whose pages may call from a browser, such as `https://app.example.com`.')
  ),
  REDIS_URL: optional(text('Redis that instances share for rate limit and cache. `redis://` or `rediss://`.'))
}

export const sourceChoice = {
  SOURCES: optional(text('Comma list of sources to enable; by default all whose settings are there.'))
}

export const upstreamCalls = {
  UPSTREAM_CONNECTIONS: count(1, 10_000, 64, 'Max sockets per source.'),
  // A decoded body must fit the longest possible string, 512 Mi characters.
  UPSTREAM_MAX_BODY_BYTES: count(1024, 268_435_456, 8_388_608, 'Max bytes of an upstream response.'),
  RETRY_ATTEMPTS: count(0, 10, 2, 'Max retries after a failure that may pass.'),
  BREAKER_THRESHOLD: count(
    1,
    1_000_000,
    5,
    'Consecutive failures (including retries) that open the circuit breaker of a source.'
  ),
  BREAKER_COOLDOWN_MS: timeout(10_000, 'Milliseconds for which an open circuit breaker refuses calls.'),
  SOURCE_MAX_CONCURRENCY: count(1, 10_000, 64, 'Max concurrent calls of one source.'),
  SOURCE_MAX_QUEUE: count(0, 1_000_000, 1024, 'Max calls of one source that wait for a slot.'),
  SCAN_MAX_PAGES: count(1, 100_000, 20, 'Max upstream pages of one source that a scan reads for one answer.'),
  SCAN_CONCURRENCY: count(
    1,
    10_000,
    4,
    'Max concurrent calls of one source by scans. They wait behind all other calls.'
  ),
  WALK_CHECK: Type.Enum(['changed', 'always'], {
    default: 'changed',
    description:
      'When a walk looks for its place again: `changed`, where the list is known to have moved; `always`, on every page, which ' +
      'also finds insertions and deletions that leave the total as it was, for up to one more upstream call a page.'
  })
}

export const outgoing = {
  HTTPS_PROXY: optional(
    text('URL of the proxy for calls to https URLs, with its credentials. It is asked for a tunnel (`CONNECT`).')
  ),
  HTTP_PROXY: optional(text('URL of the proxy for calls to http URLs, with its credentials.')),
  NO_PROXY: optional(
    text(
      'Comma list of hosts that are called without a proxy: `example.com` (and its subdomains), `*.example.com` (its subdomains ' +
        'only), `192.0.2.7`, `10.0.0.0/8`, `[2001:db8::1]:8443`, or `*`.'
    )
  )
}

export const cache = {
  CACHE_TTL_MS: count(0, dayMs, 0, 'Milliseconds for which a cached response is used without a call; 0 never.'),
  CACHE_STALE_IF_ERROR_MS: count(
    0,
    dayMs,
    0,
    'Further milliseconds for which a cached response is served while its source fails.'
  ),
  CACHE_MAX_BYTES: count(
    1024,
    1_073_741_824,
    67_108_864,
    'Max bytes of memory for cached responses. With REDIS_URL they are in Redis.'
  )
}

const fixedSettings = Type.Object({
  ...listening,
  ...callers,
  ...sourceChoice,
  ...upstreamCalls,
  ...outgoing,
  ...cache,
  ...tracingSettings
})

/** The values of the fixed settings, as read. */
export type Settings = Static<typeof fixedSettings>

/** The secret ones among the fixed settings. */
export const fixedSecrets = [
  'REDIS_URL',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_TRACES_HEADERS'
]
