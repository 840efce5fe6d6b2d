/**
 * An integer written to JSON digit by digit, without quotes: a number would lose digits beyond 2 ** 53. TypeScript's types do not
 * have JSON.rawJSON yet.
 */
export function bareNumber(digits: string): unknown {
  return JSON.rawJSON(digits)
}

declare global {
  interface JSON {
    rawJSON(text: string): unknown
  }
}
