import type { Fault } from './faults/fault.ts'

/** How a fault changes a real answer before it is written. */
export interface Bend {
  /** Added to the total of a list. */
  readonly totalBy: number
  /** Rows missing at the end of each page. */
  readonly rowsDropped: number
  /** Members left out wherever they occur. */
  readonly keysOmitted: readonly string[]
}

/** The answer as it should be. */
export const straight: Bend = { totalBy: 0, rowsDropped: 0, keysOmitted: [] }

/** The bend of the three faults that only distort, straight for all others. */
export function bendOf(fault: Fault | undefined): Bend {
  switch (fault?.kind) {
    case 'total-drift':
      return { ...straight, totalBy: fault.by }
    case 'short-page':
      return { ...straight, rowsDropped: fault.by }
    case 'omit':
      return { ...straight, keysOmitted: fault.keys }
    default:
      return straight
  }
}

/** JSON text without the omitted members; members that are undefined are left out as always. */
export function writeJson(value: unknown, { keysOmitted }: Bend): string {
  const withoutOmitted = (key: string, member: unknown): unknown => (keysOmitted.includes(key) ? undefined : member)
  return JSON.stringify(value, keysOmitted.length > 0 ? withoutOmitted : undefined)
}
