import type { JsonObject } from '../../json.ts'
import { invalidRequest, type Failure } from '../../problems/failure.ts'

/** Parameters whose values may hold a plus sign, and what a value looks like whose plus sign became a blank. */
const signs: Readonly<Record<string, RegExp>> = {
  phone: /^\s+\d/,
  email: /\S\s+\S/,
  userName: /\S\s+\S*@/,
  loginId: /^\s+\d|\S\s+\S*@/
}

/**
 * In a query string `+` is a blank. A phone number or mail address that lost its plus sign this way would be found nowhere, so it is
 * refused. Null when none was lost.
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
