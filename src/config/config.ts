import { Ajv } from 'ajv'
import type { TSchema } from 'typebox'
import type { AuthSettings } from '../callers/identify.ts'
import type { SourceSettings } from '../sources/open-sources.ts'
import type { SourceDefinition } from '../sources/source.ts'
import type { TracingSettings } from '../observability/tracing/tracing-settings.ts'
import { readGivenSettings } from './given-settings.ts'
import { nearMisses } from './near-misses.ts'
import { isLoopback, readHost, readOrigins, readRedisUrl, readTrustProxy, type TrustProxy } from './read-addresses.ts'
import { validationSentence, type ValidationError } from '../problems/validation-sentence.ts'
import { readAuth } from './read-auth.ts'
import { proxySecrets, readProxies, withProxyNames } from './read-proxies.ts'
import { readPublicPath } from './read-public-path.ts'
import { readTracing } from './read-tracing.ts'
import { enabledSources, readSecrets, readUpstreams } from './read-upstreams.ts'
import type { Settings } from './fixed-settings.ts'
import { pageSizeName, secretSettings, settingSchemas, timeoutName, type SettingSchemas } from './settings.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** The configuration of the service: read once at startup and never changed. */
export interface Config extends SourceSettings {
  readonly host: string
  readonly port: number
  readonly logLevel: Settings['LOG_LEVEL']
  readonly trustProxy: TrustProxy
  readonly shutdownTimeoutMs: number
  readonly auth: AuthSettings
  /** Port of the operations' routes; null if they are on the main port. */
  readonly adminPort: number | null
  /** Path below which a proxy mounts the service, without a trailing slash; empty for the root. */
  readonly publicPath: string
  /** Whether `/` serves the explorer. */
  readonly explorer: boolean
  /** 0 switches load shedding off. */
  readonly maxEventLoopDelayMs: number
  readonly rateLimit: { readonly max: number; readonly windowMs: number }
  readonly corsOrigins: readonly string[]
  readonly redisUrl: string | null
  /** Null if tracing is off. */
  readonly tracing: TracingSettings | null
  /** Probable mistakes that do not stop the start. */
  readonly warnings: readonly string[]
}

/** Invalid settings: every mistake at once, by name and without its value. */
export class ConfigInvalid extends Error {
  override readonly name = 'ConfigInvalid'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    super(`the settings are not valid:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`)
    this.mistakes = mistakes
  }
}

/** Environment → Config. Empty variables count as not set. Throws ConfigInvalid with all mistakes. */
export function readConfig(environment: Environment, registry: readonly SourceDefinition[]): Config {
  const mistakes: string[] = []
  const schemas = settingSchemas(registry)
  const names = Object.keys(schemas)
  const secrets = secretSettings(registry)
  const given = readGivenSettings(withProxyNames(environment), { settings: names, secrets }, mistakes)
  const settings = parse(schemas, given, mistakes)
  const upstreams = readUpstreams(settings, registry, mistakes)
  const sources = enabledSources(settings, { registry, upstreams }, mistakes)
  if (settings.AUTH_MODE === undefined && !given['AUTH_MODE'] && !isLoopback(settings.HOST)) {
    mistakes.push('AUTH_MODE must be set explicitly if HOST is not a loopback address')
  }
  if (settings.ADMIN_PORT === settings.PORT && settings.PORT !== 0) mistakes.push('ADMIN_PORT must not be PORT')
  const proxies = readProxies(settings, mistakes)
  const config = Object.freeze({
    host: readHost(settings.HOST, mistakes),
    port: settings.PORT,
    logLevel: settings.LOG_LEVEL,
    trustProxy: readTrustProxy(settings.TRUST_PROXY, mistakes),
    shutdownTimeoutMs: settings.SHUTDOWN_TIMEOUT_MS,
    upstreams,
    secrets: [...readSecrets(settings, registry), ...proxySecrets(proxies)],
    proxies,
    sources,
    timeoutMs: numbersOf(settings, registry, timeoutName),
    maxPageSize: numbersOf(settings, registry, pageSizeName),
    walkCheck: settings.WALK_CHECK,
    upstreamConnections: settings.UPSTREAM_CONNECTIONS,
    upstreamMaxBodyBytes: settings.UPSTREAM_MAX_BODY_BYTES,
    retryAttempts: settings.RETRY_ATTEMPTS,
    breaker: { threshold: settings.BREAKER_THRESHOLD, cooldownMs: settings.BREAKER_COOLDOWN_MS },
    bulkhead: {
      maxConcurrency: settings.SOURCE_MAX_CONCURRENCY,
      maxQueue: settings.SOURCE_MAX_QUEUE,
      maxScans: settings.SCAN_CONCURRENCY
    },
    maxScanPages: settings.SCAN_MAX_PAGES,
    cache: {
      ttlMs: settings.CACHE_TTL_MS,
      staleIfErrorMs: settings.CACHE_STALE_IF_ERROR_MS,
      maxBytes: settings.CACHE_MAX_BYTES
    },
    auth: readAuth(settings, { registry, proxies }, mistakes),
    adminPort: settings.ADMIN_PORT ?? null,
    publicPath: readPublicPath(settings.PUBLIC_PATH, mistakes),
    explorer: settings.EXPLORER === 'on',
    maxEventLoopDelayMs: settings.MAX_EVENT_LOOP_DELAY_MS,
    rateLimit: { max: settings.RATE_LIMIT_MAX, windowMs: settings.RATE_LIMIT_WINDOW_MS },
    corsOrigins: readOrigins(settings.CORS_ORIGINS, mistakes),
    redisUrl: readRedisUrl(settings.REDIS_URL, mistakes),
    tracing: readTracing(settings, proxies, mistakes),
    warnings: nearMisses(environment, names, secrets)
  })
  if (mistakes.length > 0) throw new ConfigInvalid(mistakes)
  return config
}

type Parsed = Settings & Record<string, unknown>

/** Checks each setting. A wrong one is reported, and then treated as not set. */
function parse(properties: SettingSchemas, given: Environment, mistakes: string[]): Parsed {
  const data: Record<string, string | undefined> = { ...given }
  for (const [name, value = ''] of Object.entries(given)) {
    // Ajv would also accept `0x50` and `1e3`.
    if (!isInteger(properties[name]) || /^\s*[+-]?\d+\s*$/.test(value)) continue
    mistakes.push(`${name} must be a whole number`)
    delete data[name]
  }
  const isValid = new Ajv(validation).compile<Parsed>({ type: 'object', properties })
  for (;;) {
    const settings: unknown = { ...data }
    if (isValid(settings)) return settings
    for (const mistake of isValid.errors ?? []) {
      const name = mistake.instancePath.slice(1)
      mistakes.push(`${name} ${messageOf(mistake)}`)
      delete data[name]
    }
  }
}

function isInteger(schema: TSchema | undefined): boolean {
  return schema !== undefined && 'type' in schema && schema.type === 'integer'
}

/** Validating the schemas themselves would take longer than everything else here, and they are our own. */
const validation = {
  allErrors: true,
  coerceTypes: true,
  useDefaults: true,
  meta: false,
  validateSchema: false
} as const

function messageOf(mistake: ValidationError): string {
  return mistake.keyword === 'pattern' ? 'holds a character that cannot be sent' : validationSentence(mistake)
}

function numbersOf(
  settings: Parsed,
  registry: readonly SourceDefinition[],
  nameOf: (source: string) => string
): Record<string, number> {
  const entries = registry.map(({ id }): [string, unknown] => [id, settings[nameOf(id)]])
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
}
