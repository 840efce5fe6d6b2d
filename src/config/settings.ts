import { Type, type TSchema } from 'typebox'
import type { SourceDefinition } from '../sources/source.ts'

const text = (description: string) => Type.String({ minLength: 1, description })
const milliseconds = (byDefault: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: 600_000, default: byDefault, description })
const optional = Type.Optional

/** Settings whose value is a secret: each may also be given as the path of a file, under its name and `_FILE`. */
export const secretNames = ['GATEWAY_APP_KEY', 'GATEWAY_APP_SECRET', 'IAM_ACCESS_TOKEN'] as const

/** The settings that are the same whatever sources there are. */
export const fixedSettings = Type.Object({
  HOST: Type.String({ minLength: 1, default: '127.0.0.1', description: 'Address to listen on.' }),
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 3000,
    description: 'Port to listen on; 0 takes a free one.'
  }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'Least level that is logged.'
  }),
  TRUST_PROXY: optional(text('`true`, a number of hops, or addresses: which proxies may tell the client address.')),
  SHUTDOWN_TIMEOUT_MS: milliseconds(10_000, 'How long requests may run on after SIGTERM.'),
  AUTH_MODE: optional(
    Type.Enum(['none'], { description: 'Who may call. Must be set where HOST is not a loopback address.' })
  ),
  SOURCES: optional(text('Comma list of sources to enable; by default all whose settings are there.')),
  GATEWAY_BASE_URL: optional(text('Base URL of the IoT API gateway.')),
  GATEWAY_APP_KEY: optional(text('App key at the gateway.')),
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
    maximum: 1_073_741_824,
    default: 8_388_608,
    description: 'Size of an upstream answer, at most.'
  })
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
