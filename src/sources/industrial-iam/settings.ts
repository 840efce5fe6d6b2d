import { Type, type Static } from 'typebox'
import type { FamilySettings } from '../family.ts'
import { readBaseUrl } from '../family-settings.ts'

export interface IamSettings extends FamilySettings {
  /** Null if callers must send their own token. */
  readonly accessToken: string | null
  readonly offsetUnit: 'row' | 'page'
}

export const iamSettings = Type.Object({
  IAM_BASE_URL: Type.Optional(Type.String({ minLength: 1, description: 'Base URL of the IAM.' })),
  IAM_ACCESS_TOKEN: Type.Optional(
    Type.String({
      // RFC 6265 cookie-octet: no character that ends the cookie or the header.
      pattern: '^[\\x21\\x23-\\x2B\\x2D-\\x3A\\x3C-\\x5B\\x5D-\\x7E]+$',
      description: 'Token for callers who send none of their own.'
    })
  ),
  IAM_OFFSET_UNIT: Type.Enum(['row', 'page'], { default: 'row', description: 'What the IAM counts in `Offset`.' })
})

/** Null if there is no base URL. */
export function readIamSettings(given: Static<typeof iamSettings>, mistakes: string[]): IamSettings | null {
  const { IAM_BASE_URL: url, IAM_ACCESS_TOKEN: accessToken = null, IAM_OFFSET_UNIT: offsetUnit } = given
  if (url === undefined && accessToken !== null) mistakes.push('IAM_BASE_URL is missing, but IAM_ACCESS_TOKEN is set')
  const baseUrl = readBaseUrl('IAM_BASE_URL', url, mistakes)
  return baseUrl === null ? null : { baseUrl, accessToken, offsetUnit }
}
