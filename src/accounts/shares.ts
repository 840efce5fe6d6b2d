export interface Shares {
  /** The share of each open source, in their order; 0 for one that waits for its turn. */
  readonly counts: readonly number[]
  /** The place that is first on the next page, where they take turns. */
  readonly nextTurn: number
}

/**
 * Divides `limit` among the open sources, given by their places among all `sourceCount` sources: equal shares, and the first
 * ones take the remainder. Where there is not one for each, they take turns, beginning at place `turn`.
 */
export function divideLimit(
  limit: number,
  open: readonly number[],
  { turn, sourceCount }: { readonly turn: number; readonly sourceCount: number }
): Shares {
  if (open.length === 0) return { counts: [], nextTurn: 0 }
  if (limit >= open.length) {
    const share = Math.floor(limit / open.length)
    const remainder = limit % open.length
    return { counts: open.map((_, index) => share + (index < remainder ? 1 : 0)), nextTurn: 0 }
  }
  const distance = (place: number): number => (place - turn + sourceCount) % sourceCount
  const inTurn = [...open].sort((left, right) => distance(left) - distance(right)).slice(0, limit)
  const last = inTurn.at(-1) ?? turn
  return { counts: open.map((place) => (inTurn.includes(place) ? 1 : 0)), nextTurn: (last + 1) % sourceCount }
}
