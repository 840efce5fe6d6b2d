/** The `params` of a gateway request, of whatever types the client sent. */
export type Params = Readonly<Record<string, unknown>>

/** An Int parameter: a JSON integer or its digits as text, `missing` where it is absent or null, else undefined. */
export function readInteger(value: unknown, missing?: number): number | undefined {
  if (value === undefined || value === null) return missing
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}

/** A String parameter, '' where it is absent or null, undefined where it is of another type. */
export function readText(value: unknown): string | undefined {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : undefined
}
