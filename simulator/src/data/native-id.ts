import { createHash } from 'node:crypto'

/**
 * Decimal digits that look random and never repeat: distinct for every index below 10 ** width, because the step shares no factor
 * with 10. Random digits would repeat an id in a large list.
 */
export function scatteredDigits(index: number, width: number, start: bigint): string {
  const step = 61_803_398_874_989n
  const digits = (start + BigInt(index) * step) % 10n ** BigInt(width)
  return digits.toString().padStart(width, '0')
}

/** Lower-case hex of the given length (max 64), the shape of identityId and auid. */
export function hexId(seed: string, length: number): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, length)
}
