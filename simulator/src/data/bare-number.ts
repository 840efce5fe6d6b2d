/**
 * An integer written to JSON digit by digit, without quotes: a plain number would lose what lies beyond 2 ** 53.
 * JSON.rawJSON is in Node 22 and newer; the language's own types do not have it yet.
 */
export function bareNumber(digits: string): unknown {
  return JSON.rawJSON(digits)
}

declare global {
  interface JSON {
    rawJSON(text: string): unknown
  }
}
