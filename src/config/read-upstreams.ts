import type { GatewaySettings, IamSettings, SourceDefinition, UpstreamSettings } from '../sources/source.ts'
import type { Settings } from './config.ts'

/** The groups of upstream settings, each whole or null. A half-set group is a mistake. */
export function readUpstreams(settings: Settings, mistakes: string[]): UpstreamSettings {
  return {
    gateway: readGateway(settings, mistakes),
    iam: readIam(settings, mistakes),
    industryAppId: settings.INDUSTRY_APP_ID ?? null
  }
}

/** Ids of the enabled sources: those named in SOURCES, else all that are configured. None at all is a mistake. */
export function enabledSources(
  named: string | undefined,
  registry: readonly SourceDefinition[],
  upstreams: UpstreamSettings,
  mistakes: string[]
): string[] {
  const configured = registry.filter(({ settings }) => upstreams[settings] !== null).map(({ id }) => id)
  if (named === undefined) {
    if (configured.length === 0 && mistakes.length === 0) {
      mistakes.push(
        'no source is configured: set GATEWAY_BASE_URL, GATEWAY_APP_KEY and GATEWAY_APP_SECRET, or IAM_BASE_URL'
      )
    }
    return configured
  }
  const known = registry.map(({ id }) => id)
  const asked = named.split(',').map((id) => id.trim())
  if (asked.some((id) => !known.includes(id))) mistakes.push(`SOURCES must be a comma list of ${known.join(', ')}`)
  const missing = asked.filter((id) => known.includes(id) && !configured.includes(id))
  if (missing.length > 0) mistakes.push(`SOURCES names ${missing.join(', ')}, whose settings are not there`)
  return configured.filter((id) => asked.includes(id))
}

function readGateway(settings: Settings, mistakes: string[]): GatewaySettings | null {
  const {
    GATEWAY_BASE_URL: url,
    GATEWAY_APP_KEY: appKey,
    GATEWAY_APP_SECRET: appSecret,
    GATEWAY_STAGE: stage
  } = settings
  if (url === undefined && appKey === undefined && appSecret === undefined) return null
  for (const name of ['GATEWAY_BASE_URL', 'GATEWAY_APP_KEY', 'GATEWAY_APP_SECRET'] as const) {
    // One that was there and of no use is not missing, and neither is one whose file is.
    const isKnown = mistakes.some((mistake) => mistake.startsWith(name))
    if (settings[name] === undefined && !isKnown) mistakes.push(`${name} is missing`)
  }
  const baseUrl = readBaseUrl('GATEWAY_BASE_URL', url, mistakes)
  return baseUrl === null || appKey === undefined || appSecret === undefined
    ? null
    : { baseUrl, appKey, appSecret, stage }
}

function readIam(settings: Settings, mistakes: string[]): IamSettings | null {
  const { IAM_BASE_URL: url, IAM_ACCESS_TOKEN: accessToken = null, IAM_OFFSET_UNIT: offsetUnit } = settings
  if (url === undefined && accessToken !== null) mistakes.push('IAM_BASE_URL is missing, and IAM_ACCESS_TOKEN is set')
  const baseUrl = readBaseUrl('IAM_BASE_URL', url, mistakes)
  return baseUrl === null ? null : { baseUrl, accessToken, offsetUnit }
}

function readBaseUrl(name: string, value: string | undefined, mistakes: string[]): string | null {
  if (value === undefined) return null
  const url = URL.parse(value)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    mistakes.push(`${name} must be an http or https URL without credentials, query and fragment`)
    return null
  }
  return url.href
}
