import type { AuthSettings } from '../callers/identify.ts'
import { readApiKeys } from '../callers/key-file.ts'
import { proxyFor, type ProxySettings } from '../proxies.ts'
import type { SourceDefinition } from '../sources/source.ts'
import type { Settings } from './fixed-settings.ts'
import { readTextFile } from './text-file.ts'

interface AuthSurroundings {
  readonly registry: readonly SourceDefinition[]
  readonly proxies: ProxySettings
}

/** The authentication settings for AUTH_MODE. A required setting that is missing or invalid is a mistake. */
export function readAuth(
  settings: Settings,
  { registry, proxies }: AuthSurroundings,
  mistakes: string[]
): AuthSettings {
  switch (settings.AUTH_MODE) {
    case 'api-key':
      return readKeys(settings, registry, mistakes)
    case 'jwt':
      return readTokens(settings, proxies, mistakes)
    case 'none':
      return { mode: 'none' }
    default:
      refuseForgotten(settings, mistakes)
      return { mode: 'none' }
  }
}

/** Reports callers that are set up without the mode: the operator would think that authentication is on. */
function refuseForgotten(settings: Settings, mistakes: string[]): void {
  const modes = { API_KEYS_FILE: 'api-key', JWT_ISSUER: 'jwt', JWT_AUDIENCE: 'jwt', JWT_JWKS_URL: 'jwt' } as const
  for (const name of ['API_KEYS_FILE', 'JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_JWKS_URL'] as const) {
    if (settings[name] !== undefined) mistakes.push(`${name} is set, but AUTH_MODE is not ${modes[name]}`)
  }
}

function readKeys(
  { API_KEYS_FILE: path, RATE_LIMIT_WINDOW_MS: windowMs }: Settings,
  registry: readonly SourceDefinition[],
  mistakes: string[]
): AuthSettings {
  const text = path === undefined ? null : textOf(path, mistakes)
  if (path === undefined) mistakes.push('API_KEYS_FILE is missing')
  const keyFile = { path: path ?? '', text: text ?? '', sources: registry.map(({ id }) => id), windowMs }
  if (text === null) return { mode: 'api-key', keys: [], keyFile }
  const wrong: string[] = []
  const keys = readApiKeys(text, keyFile, wrong)
  mistakes.push(...wrong.map((mistake) => `API_KEYS_FILE: ${mistake}`))
  return { mode: 'api-key', keys, keyFile }
}

const maxKeyFileBytes = 16_777_216

function textOf(path: string, mistakes: string[]): string | null {
  const file = readTextFile(path, maxKeyFileBytes)
  if ('text' in file) return file.text
  mistakes.push(`API_KEYS_FILE ${file.mistake}`)
  return null
}

function readTokens(settings: Settings, proxies: ProxySettings, mistakes: string[]): AuthSettings {
  const { JWT_ISSUER: issuer = '', JWT_AUDIENCE: audience = '', JWT_JWKS_URL: jwksUrl = '' } = settings
  for (const name of ['JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_JWKS_URL'] as const) {
    if (settings[name] === undefined) mistakes.push(`${name} is missing`)
  }
  const isUsable = isWebAddress(jwksUrl)
  if (jwksUrl !== '' && !isUsable) mistakes.push('JWT_JWKS_URL must be an http or https URL without credentials')
  const proxy = isUsable ? proxyFor(jwksUrl, proxies) : null
  const { JWT_SOURCES_CLAIM: sourcesClaim, JWT_CLOCK_TOLERANCE_S: clockToleranceSeconds } = settings
  return { mode: 'jwt', tokens: { issuer, audience, jwksUrl, proxy, sourcesClaim, clockToleranceSeconds } }
}

function isWebAddress(value: string): boolean {
  const url = URL.parse(value)
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
}
