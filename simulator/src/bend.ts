import type { Fault } from './faults/fault.ts'

/** Changes to a real answer before it is written. */
export interface Bend {
  /** Added to the total of a list. */
  readonly totalBy: number
  /** Rows missing at the end of each page. */
  readonly rowsDropped: number
  /** Members to leave out at any depth. */
  readonly keysOmitted: readonly string[]
}

/** No change. */
export const straight: Bend = { totalBy: 0, rowsDropped: 0, keysOmitted: [] }

/** The changes of the three faults that only distort; no change for all others. */
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

/** JSON text without the omitted members. As always, undefined members are left out. */
export function writeJson(value: unknown, { keysOmitted }: Bend): string {
  const withoutOmitted = (key: string, member: unknown): unknown => (keysOmitted.includes(key) ? undefined : member)
  return JSON.stringify(value, keysOmitted.length > 0 ? withoutOmitted : undefined)
}
