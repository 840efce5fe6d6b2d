import type { Warning } from '../model/page.ts'
import type { ReadPage } from '../sources/open-sources.ts'
import type { ListCalls, UpstreamPage } from '../sources/source.ts'
import { assembleWindow } from './assemble-window.ts'
import { AssembledWindow, type Window } from './assembled-window.ts'
import { locate, printAt, type Place } from './locate.ts'
import { readPages, type PageContext } from './read-page.ts'
import { firstRange, pageFor, pagesAround, reachOf } from './search-range.ts'

/** A window to read in a list that may have moved. */
interface Search {
  readonly window: Window
  /** The window as it was first read; null if its position is searched before it is read. */
  readonly first: FirstReading | null
  /** Without the cache. */
  readonly asked: PageContext
}

interface FirstReading {
  readonly pages: readonly ReadPage[]
  readonly window: AssembledWindow
  /** Whether a page came from the cache. It may show an older state of the list. */
  readonly isCached: boolean
}

/** Max attempts to find the position while the list keeps moving. */
const maxRounds = 4

/**
 * Searches rows that are read again for the anchors of a walk, and returns the window behind them. One upstream page with both
 * the anchors and rows behind them shows one moment of the list, so such a page is read if possible. Throws a Failure, or
 * Abandoned when the work was cancelled. See docs/decisions/0025-anchors.md.
 */
export async function relocate(search: Search): Promise<AssembledWindow> {
  const { window, first, asked } = search
  let range = firstRange(window, first)
  let isWide: boolean = false
  let wasWide = false
  let place: Place | null = null
  for (let round = 0; round < maxRounds; round++) {
    const page: UpstreamPage | null = isWide ? null : pageFor(range, window, asked)
    const pages = await readPages(page === null ? pagesAround(range, window, asked) : [page], asked)
    const found = locate(pages, window.position, asked.source.calls)
    wasWide ||= page === null
    if (found === null) {
      if (page === null) break
      isWide = true
      continue
    }
    const narrow = { from: found.offset - window.position.gap - found.anchors.length, over: found.offset }
    const isBehind = found.offset < reachOf(pages)
    const canNarrow = page === null && !found.isRepeated && pageFor(narrow, window, asked) !== null
    // The last anchor may lie behind inserted rows. It counts as deleted only after a wide search.
    const isSure: boolean = found.hasLast || wasWide
    if (isSure && isBehind && !canNarrow) return goOn(search, pages, found)
    // A list without a known end that has the same last rows on every page.
    if (place !== null && !isBehind && totalsOf(pages).has(null))
      return goOn(search, pages, { ...found, isRepeated: true })
    place = found
    isWide = !isSure
    range = narrow
  }
  return lose(search, place)
}

/** The first window of a walk whose pages report different totals: it is read again once, then only its first page counts. */
export async function readAgain({ window, first, asked }: Search): Promise<AssembledWindow> {
  const { calls } = asked.source
  const pages = await readPages(first?.pages ?? [], asked)
  const again = assembleWindow(calls, pages, window)
  return again.movement === null ? again : assembleWindow(calls, pages.slice(0, 1), window)
}

/** The window behind the position that was found. */
function goOn(search: Search, pages: readonly ReadPage[], place: Place): AssembledWindow {
  const { window, first, asked } = search
  const { calls } = asked.source
  const { position } = window
  const isRepeated = place.isRepeated || contradicts(first, pages, calls)
  const isCertain = place.areAdjacent && !isRepeated && (pages.length === 1 || totalsOf(pages).size < 2)
  if (isCertain && place.isAtHome && first?.window.movement?.isTorn === false) {
    const next = printAt(pages, place.offset, calls)
    if (printAt(first.pages, place.offset, calls) === next) return first.window
  }
  const given = isCertain ? null : new Set([...place.before, ...position.anchors])
  // At an uncertain position the walk never goes back: it might not end.
  const offset = isCertain ? place.offset : Math.max(place.offset, position.offset)
  const found = { ...position, offset, anchors: place.anchors, gap: place.gap }
  const assembled = assembleWindow(calls, pages, { ...window, position: found, given })
  return withWarnings(search, assembled, { isCertain, isRepeated })
}

/** The window at the old position, without the rows that an earlier page gave. */
async function lose(search: Search, place: Place | null): Promise<AssembledWindow> {
  const { window, first, asked } = search
  const given = new Set([...window.position.anchors, ...(place?.before ?? [])])
  const pages = first?.pages ?? (await readPages(pagesAround(firstRange(window, null), window, asked), asked))
  return withWarnings(search, assembleWindow(asked.source.calls, pages, { ...window, given }), {
    isCertain: false,
    isRepeated: false
  })
}

/**
 * Adds the warnings. A list ends here if it repeats itself behind its total, or has no known end and no new row. A walk over it
 * would not end.
 */
function withWarnings(
  { window, first }: Search,
  { accounts, warnings, next, unclear, movement }: AssembledWindow,
  { isCertain, isRepeated }: { readonly isCertain: boolean; readonly isRepeated: boolean }
): AssembledWindow {
  const { total } = next
  const suspect = first?.window.warnings.filter(({ code }) => code === 'offset-suspect') ?? []
  const isEndless = total === null ? accounts.length === 0 : isRepeated && window.position.offset >= total
  const ended = next.ended || (!isCertain && isEndless)
  return new AssembledWindow(window, {
    accounts,
    warnings: [...warnings, ...suspect, ...(isCertain ? [] : [placeLost])],
    next: { ...next, ended },
    unclear: ended ? null : unclear,
    movement
  })
}

export const placeLost: Warning = {
  code: 'rows-may-be-missing',
  detail: 'the list changed, and the position in it is uncertain: rows may be missing'
}

/** Whether a row that repeated in the first read is missing now, although the total is the same. */
function contradicts(first: FirstReading | null, pages: readonly ReadPage[], calls: ListCalls): boolean {
  const seenAt = first?.window.movement?.seenAt ?? null
  if (first === null || first.isCached || seenAt === null) return false
  const totals = totalsOf(pages)
  const isSameList = [...totalsOf(first.pages)].every((total) => totals.has(total))
  return isSameList && printAt(first.pages, seenAt, calls) !== printAt(pages, seenAt, calls)
}

function totalsOf(pages: readonly ReadPage[]): Set<number | null> {
  return new Set(pages.map(({ total }) => total))
}
