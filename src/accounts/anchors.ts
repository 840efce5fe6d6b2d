/** How many of the last rows read a cursor remembers. */
const maxAnchors = 3
/** Characters of one fingerprint in a cursor. */
const width = 7
const limit = 36 ** width

/**
 * An account id → 36 bits. Two of a page of 100 collide once in millions of pages. Every row of a walk is fingerprinted, and a
 * digest of node:crypto takes twenty times as long (cyrb53, public domain).
 */
export function fingerprint(text: string): number {
  let low = 0xdeadbeef
  let high = 0x41c6ce57
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    low = Math.imul(low ^ unit, 2654435761)
    high = Math.imul(high ^ unit, 1597334677)
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  return ((high & 0x1fffff) * 0x1_0000_0000 + (low >>> 0)) % limit
}

/** The fingerprint of a row that cannot be mapped, by its contents. */
export function rowFingerprint(row: unknown): number {
  try {
    return fingerprint(JSON.stringify(row))
  } catch {
    // Nested too deep to be written.
    return 0
  }
}

const none = -1

/** Collects the last rows of a window as the next anchors, and detects a row that was read before. */
export class Trail {
  /** Whether there are anchors to compare with. Otherwise only the last rows of a window matter. */
  readonly watches: boolean
  private readonly known: readonly [number, number, number]
  private first = none
  private second = none
  private third = none

  constructor({ anchors, gap }: { readonly anchors: readonly number[]; readonly gap: number }) {
    this.watches = anchors.length > 0
    this.known = [anchors[0] ?? none, anchors[1] ?? none, anchors[2] ?? none]
    if (gap === 0) for (const anchor of anchors) this.push(anchor)
  }

  /** Whether the row is one of the anchors: the list has moved down, or repeats itself. */
  add(print: number): boolean {
    const { known } = this
    this.push(print)
    return print === known[0] || print === known[1] || print === known[2]
  }

  /** Notes missing rows: the next row does not follow the last one. */
  skip(): void {
    this.first = this.second = this.third = none
  }

  get anchors(): number[] {
    const { first, second, third } = this
    if (first !== none) return [first, second, third]
    if (second !== none) return [second, third]
    return third === none ? [] : [third]
  }

  private push(print: number): void {
    this.first = this.second
    this.second = this.third
    this.third = print
  }
}

/** Anchors → text of digits and small letters. */
export function writeAnchors(anchors: readonly number[]): string {
  let text = ''
  for (const anchor of anchors) {
    let rest = anchor
    let digits = ''
    for (let pair = 1; pair < width; pair += 2) {
      digits = `${pairs[rest % pairs.length]}${digits}`
      rest = Math.floor(rest / pairs.length)
    }
    text += `${rest.toString(36)}${digits}`
  }
  return text
}

/** All pairs of digits in base 36: `toString` is many times slower for numbers of more than 31 bits. */
const pairs = Array.from({ length: 36 ** 2 }, (_, value) => value.toString(36).padStart(2, '0'))

/** The reverse; null for any other text. */
export function readAnchors(text: string): number[] | null {
  if (!/^[0-9a-z]*$/.test(text) || text.length % width !== 0 || text.length > maxAnchors * width) return null
  const anchors: number[] = []
  for (let place = 0; place < text.length; place += width) {
    anchors.push(Number.parseInt(text.slice(place, place + width), 36))
  }
  return anchors
}
