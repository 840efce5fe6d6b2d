/** The `params` of a gateway request, of any types. */
export type Params = Readonly<Record<string, unknown>>

/** An Int parameter: a JSON integer, or its digits as text. `missing` if it is absent or null; undefined for anything else. */
export function readInteger(value: unknown, missing?: number): number | undefined {
  if (value === undefined || value === null) return missing
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}

/** A String parameter; '' if it is absent or null; undefined for another type. */
export function readText(value: unknown): string | undefined {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : undefined
}
