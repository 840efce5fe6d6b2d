import { toFragment, type Query } from '../query.ts'

/** Where the pages so far begin: the cursor of each, null for the first. The last one is shown. */
export type Cursors = readonly (string | null)[]

/** What an entry of the browser's history stands for. */
interface Visit {
  readonly query: Query
  readonly cursors: Cursors
}

/** In memory only, by the number that an entry has: what is searched for stands neither in an address nor in what a browser stores. */
const visits = new Map<unknown, Visit>()
/** Entries of the page before it was loaded anew have other numbers. */
let last = Date.now()

/** What the entry that the browser is at stands for; undefined for one that this page has not made. */
export function visitHere(): Visit | undefined {
  return visits.get(history.state)
}

/** Makes an entry of it, and an address as far as it may stand there. An entry that nothing was made of yet, or the same, is kept. */
export function enter(visit: Visit): void {
  const here = visitHere()
  const isNew = here !== undefined && JSON.stringify(here) !== JSON.stringify(visit)
  visits.set((last += 1), visit)
  history[isNew ? 'pushState' : 'replaceState'](last, '', `#${toFragment(visit.query)}`)
}
