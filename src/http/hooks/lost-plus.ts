import type { JsonObject } from '../../json.ts'
import { invalidRequest, type Failure } from '../../problems/failure.ts'

/** Parameters whose values may contain a plus sign, and the pattern of a value whose plus sign became a blank. */
const signs: Readonly<Record<string, RegExp>> = {
  phone: /^\s+\d/,
  email: /\S\s+\S/,
  userName: /\S\s+\S*@/,
  loginId: /^\s+\d|\S\s+\S*@/
}

/**
 * Refuses a phone number or mail address that lost its plus sign: in a query string `+` is a blank, and no account would match.
 * Null if none was lost.
 */
export function lostPlus(query: JsonObject): Failure | null {
  for (const name in signs) {
    const value = query[name]
    if (typeof value !== 'string' || signs[name]?.test(value) !== true) continue
    const message = 'has a blank where a plus sign may have been: write + as %2B in a URL'
    return invalidRequest({ in: 'query', name, message })
  }
  return null
}
