/** Random values that are the same at every start, because they derive from the seed. */
export interface Random {
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean
  pick<T>(choices: readonly [T, ...T[]]): T
  /** An integer, both ends included. */
  integer(from: number, to: number): number
}

/** A generator for one seed. Equal seeds give equal values. */
export function createRandom(seed: string): Random {
  const next = mulberry32(hash(seed))
  return {
    chance: (probability) => next() < probability,
    pick(choices) {
      // The list may contain null, so `??` would be wrong.
      const choice = choices[Math.floor(next() * choices.length)]
      return choice === undefined ? choices[0] : choice
    },
    integer: (from, to) => from + Math.floor(next() * (to - from + 1))
  }
}

/** FNV-1a, 32 bits: similar short seeds must give different values. */
function hash(text: string): number {
  let state = 0x811c9dc5
  for (const byte of Buffer.from(text)) state = Math.imul(state ^ byte, 0x01000193)
  return state >>> 0
}

/** Tommy Ettinger's mulberry32. 32 bits of state are enough for a few values per row. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
