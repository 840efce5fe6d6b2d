/** The name that a misspelt name probably means; null if none is close. Case and separators are ignored. */
export function nearest(name: string, candidates: readonly string[]): string | null {
  const given = joined(name)
  if (given.length > maxLength) return null
  let best: { readonly candidate: string; readonly distance: number } | null = null
  for (const candidate of candidates) {
    const known = joined(candidate)
    const distance = editDistance(given, known)
    const isNear = distance === 0 || (distance <= maxDistance(known) && distance < known.length - 1)
    if (isNear && (best === null || distance < best.distance)) best = { candidate, distance }
  }
  return best?.candidate ?? null
}

/** Longer names are not compared. */
const maxLength = 64

function joined(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

function maxDistance({ length }: string): number {
  return length < 6 ? 1 : 2
}

/** Letters added, removed, changed or swapped with the next one (optimal string alignment). */
export function editDistance(from: string, to: string): number {
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, place) => place)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1]
      const isSwapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (before[j - 2] ?? 0) + 1 : Infinity
      )
    }
    before = last
    last = row
  }
  return last[to.length] ?? 0
}
