import { Type, type TSchema } from 'typebox'
import type { SourceDefinition } from '../sources/source.ts'
import { tracingSettings } from './tracing-settings.ts'

const text = (description: string) => Type.String({ minLength: 1, description })
const milliseconds = (byDefault: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: 600_000, default: byDefault, description })
const count = (minimum: number, maximum: number, byDefault: number, description: string) =>
  Type.Integer({ minimum, maximum, default: byDefault, description })
const optional = Type.Optional
/** A day. */
const longestKeptMs = 86_400_000

/** Settings whose value is a secret: each may also be given as the path of a file, under its name and `_FILE`. */
export const secretNames = [
  'GATEWAY_APP_KEY',
  'GATEWAY_APP_SECRET',
  'IAM_ACCESS_TOKEN',
  'REDIS_URL',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_TRACES_HEADERS'
] as const

/** The settings that are the same whatever sources there are. */
export const fixedSettings = Type.Object({
  HOST: Type.String({ minLength: 1, default: '127.0.0.1', description: 'Address to listen on.' }),
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 3000,
    description: 'Port to listen on; 0 takes a free one.'
  }),
  ADMIN_PORT: optional(
    Type.Integer({
      minimum: 0,
      maximum: 65_535,
      description: 'Port for `/livez`, `/readyz` and `/metrics`, which then are on that port only; 0 takes a free one.'
    })
  ),
  EXPLORER: Type.Enum(['on', 'off'], {
    default: 'on',
    description:
      'Whether `/` shows a browser the explorer of the accounts; `off` leads it to `/docs`, as does a service without a list.'
  }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'Least level that is logged.'
  }),
  TRUST_PROXY: optional(text('`true`, a number of hops, or addresses: which proxies may tell the client address.')),
  SHUTDOWN_TIMEOUT_MS: milliseconds(10_000, 'How long requests may run on after SIGTERM.'),
  MAX_EVENT_LOOP_DELAY_MS: count(
    0,
    60_000,
    2000,
    'Event loop delay beyond which requests are refused as `overloaded`; 0 never refuses.'
  ),
  AUTH_MODE: optional(
    Type.Enum(['none', 'api-key', 'jwt'], {
      description: 'Who may call. Must be set where HOST is not a loopback address.'
    })
  ),
  API_KEYS_FILE: optional(text('File with the callers and the SHA-256 of their keys, for `api-key`.')),
  JWT_ISSUER: optional(text('Issuer of the tokens, exactly as in their claim `iss`, for `jwt`.')),
  JWT_AUDIENCE: optional(text('Audience that the claim `aud` of a token must name.')),
  JWT_JWKS_URL: optional(text('Where the issuer publishes its keys (RFC 7517).')),
  JWT_SOURCES_CLAIM: Type.String({
    minLength: 1,
    default: 'rollcall_sources',
    description: 'Claim with the list of sources that a caller may see; absent it may see all.'
  }),
  RATE_LIMIT_MAX: count(
    1,
    1_000_000_000,
    100,
    'Requests that one caller may send per window; an export and a batch lookup count as several.'
  ),
  RATE_LIMIT_WINDOW_MS: count(1000, longestKeptMs, 60_000, 'Length of that window.'),
  CORS_ORIGINS: optional(
    text('Comma list of the origins whose pages may call from a browser, such as `https://app.example.com`.')
  ),
  REDIS_URL: optional(
    text('Redis for what instances share: the rate limit, and the cache. `redis://` or `rediss://`.')
  ),
  SOURCES: optional(text('Comma list of sources to enable; by default all whose settings are there.')),
  GATEWAY_BASE_URL: optional(text('Base URL of the IoT API gateway.')),
  GATEWAY_APP_KEY: optional(
    Type.String({
      // It is the value of a header: visible ASCII.
      pattern: '^[\\x21-\\x7E]+$',
      description: 'App key at the gateway.'
    })
  ),
  GATEWAY_APP_SECRET: optional(text('Secret of the app key.')),
  GATEWAY_STAGE: Type.Enum(['RELEASE', 'PRE', 'TEST'], {
    default: 'RELEASE',
    description: 'Stage of the API at the gateway.'
  }),
  IAM_BASE_URL: optional(text('Base URL of the IAM.')),
  IAM_ACCESS_TOKEN: optional(
    Type.String({
      // RFC 6265 cookie-octet: nothing that could end the cookie or the header.
      pattern: '^[\\x21\\x23-\\x2B\\x2D-\\x3A\\x3C-\\x5B\\x5D-\\x7E]+$',
      description: 'Token for callers who send none of their own.'
    })
  ),
  IAM_OFFSET_UNIT: Type.Enum(['row', 'page'], { default: 'row', description: 'What the IAM counts in `Offset`.' }),
  INDUSTRY_APP_ID: optional(text('Fixes the `appId` of source industry.')),
  UPSTREAM_CONNECTIONS: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 64,
    description: 'Sockets per source, at most.'
  }),
  UPSTREAM_MAX_BODY_BYTES: Type.Integer({
    minimum: 1024,
    // As text it has to fit the longest string there is, 512 Mi characters.
    maximum: 268_435_456,
    default: 8_388_608,
    description: 'Size of an upstream answer, at most.'
  }),
  RETRY_ATTEMPTS: count(0, 10, 2, 'Further attempts after a failure that may pass.'),
  BREAKER_THRESHOLD: count(
    1,
    1_000_000,
    5,
    'Calls in a row, retries counted, that must fail until a source is left alone.'
  ),
  BREAKER_COOLDOWN_MS: milliseconds(10_000, 'How long it is left alone.'),
  SOURCE_MAX_CONCURRENCY: count(1, 10_000, 64, 'Calls of one source that run at once, at most.'),
  SOURCE_MAX_QUEUE: count(0, 1_000_000, 256, 'Calls of one source that wait for their turn, at most.'),
  CACHE_TTL_MS: count(0, longestKeptMs, 0, 'How long an upstream answer may be used again; 0 never.'),
  CACHE_STALE_IF_ERROR_MS: count(0, longestKeptMs, 0, 'How much longer it may be used while its source fails.'),
  CACHE_MAX_BYTES: count(
    1024,
    1_073_741_824,
    67_108_864,
    'Memory for kept answers, at most; with REDIS_URL they are kept there.'
  ),
  ...tracingSettings
})

/** The settings that each source of the registry brings: its timeout and, for a list, its page size. */
export function sourceSettings(registry: readonly SourceDefinition[]): Record<string, TSchema> {
  const settings: Record<string, TSchema> = {}
  for (const definition of registry) {
    settings[timeoutName(definition.id)] = milliseconds(definition.timeoutMs, `Timeout of source ${definition.id}.`)
    if (definition.kind === 'list') {
      settings[pageSizeName(definition.id)] = Type.Integer({
        minimum: 1,
        maximum: 1000,
        default: definition.maxPageSize,
        description: `Rows per upstream page of source ${definition.id}, at most.`
      })
    }
  }
  return settings
}

export function timeoutName(source: string): string {
  return `${upperSnake(source)}_TIMEOUT_MS`
}

export function pageSizeName(source: string): string {
  return `${upperSnake(source)}_MAX_PAGE_SIZE`
}

function upperSnake(source: string): string {
  return source.toUpperCase().replaceAll('-', '_')
}
