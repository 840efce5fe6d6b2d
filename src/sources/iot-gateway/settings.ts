import { Type, type Static } from 'typebox'
import type { FamilySettings } from '../family.ts'
import { noteMissing, readBaseUrl } from '../family-settings.ts'
import type { GatewayCredentials } from './sign.ts'

export interface GatewaySettings extends FamilySettings, GatewayCredentials {
  /** Null if callers choose the application instance. */
  readonly industryAppId: string | null
}

export const gatewaySettings = Type.Object({
  GATEWAY_BASE_URL: Type.Optional(Type.String({ minLength: 1, description: 'Base URL of the IoT API gateway.' })),
  GATEWAY_APP_KEY: Type.Optional(
    Type.String({
      // Visible ASCII, because it is sent as a header.
      pattern: '^[\\x21-\\x7E]+$',
      description: 'App key at the gateway.'
    })
  ),
  GATEWAY_APP_SECRET: Type.Optional(Type.String({ minLength: 1, description: 'Secret of the app key.' })),
  GATEWAY_STAGE: Type.Enum(['RELEASE', 'PRE', 'TEST'], {
    default: 'RELEASE',
    description: 'Stage of the API at the gateway.'
  }),
  INDUSTRY_APP_ID: Type.Optional(Type.String({ minLength: 1, description: 'Fixes the `appId` of source industry.' }))
})

export const requiredGatewaySettings = ['GATEWAY_BASE_URL', 'GATEWAY_APP_KEY', 'GATEWAY_APP_SECRET']

/** Null if none of the required settings is set. */
export function readGatewaySettings(given: Static<typeof gatewaySettings>, mistakes: string[]): GatewaySettings | null {
  const { GATEWAY_APP_KEY: appKey, GATEWAY_APP_SECRET: appSecret, GATEWAY_STAGE: stage } = given
  if (given.GATEWAY_BASE_URL === undefined && appKey === undefined && appSecret === undefined) return null
  noteMissing({ required: requiredGatewaySettings }, given, mistakes)
  const baseUrl = readBaseUrl('GATEWAY_BASE_URL', given.GATEWAY_BASE_URL, mistakes)
  if (baseUrl === null || appKey === undefined || appSecret === undefined) return null
  return { baseUrl, appKey, appSecret, stage, industryAppId: given.INDUSTRY_APP_ID ?? null }
}
