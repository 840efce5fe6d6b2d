import { toFragment, type Query } from '../query.ts'

/** The cursors of the pages up to the one on display; null is the first page. */
export type Cursors = readonly (string | null)[]

/** The content of an entry of the browser's history. */
interface Entry {
  readonly query: Query
  readonly cursors: Cursors
}

/** Entries by the number in `history.state`. In memory only, so that search terms are neither in the address nor stored by the browser. */
const entries = new Map<unknown, Entry>()
/** Begins with the time, so that numbers from before a reload do not occur again. */
let lastNumber = Date.now()

/** The current entry; undefined if this page did not make it. */
export function currentEntry(): Entry | undefined {
  return entries.get(history.state)
}

/** Adds an entry to the browser's history, with its query in the address, except personal data. Replaces an equal or foreign entry. */
export function saveEntry(entry: Entry): void {
  const current = currentEntry()
  const isNew = current !== undefined && JSON.stringify(current) !== JSON.stringify(entry)
  entries.set((lastNumber += 1), entry)
  history[isNew ? 'pushState' : 'replaceState'](lastNumber, '', `#${toFragment(entry.query)}`)
}
