import * as fc from 'fast-check'
import type { ServerResponse } from 'node:http'
import { idsOf, type MovingList, type MovingLists } from './moving-lists.ts'
import { listSources } from './sources.ts'

/** Rows inserted or deleted just before an upstream call of their source is answered. */
interface Change {
  readonly source: string
  /** Number of the call, from 0. */
  readonly call: number
  /** `balance`: one deletion and one insertion. */
  readonly what: 'delete' | 'insert' | 'balance'
  /** The place, relative to the requested page. */
  readonly where: 'before' | 'anchor' | 'at' | 'behind' | 'any'
  readonly chance: number
  readonly count: number
}

interface Setback {
  readonly source: string
  readonly call: number
  readonly how: 'status' | 'reset' | 'html' | 'throttle' | 'truncate'
}

/** The events during a walk. */
export interface History {
  /** `scan`: a search that matches every row, of which sources that cannot search are scanned. */
  readonly how: 'walk' | 'scan' | 'export'
  readonly sources: readonly string[]
  readonly limit: number
  readonly sizes: Readonly<Record<string, number>>
  readonly tellsTotal: boolean
  readonly changes: readonly Change[]
  readonly setbacks: readonly Setback[]
}

const source = fc.constantFrom(...listSources)
const where = fc.constantFrom('before', 'anchor', 'at', 'behind', 'any')
const call = fc.oneof({ weight: 3, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(15) })

const changeOf = (what: fc.Arbitrary<Change['what']>): fc.Arbitrary<Change> =>
  fc.record({
    source,
    call,
    what,
    where,
    chance: fc.nat(9999),
    count: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 5 }) })
  })

const changesOf = (...whats: Change['what'][]): fc.Arbitrary<Change[]> =>
  fc.array(changeOf(fc.constantFrom(...whats)), { maxLength: 4 })

const common = {
  how: fc.constantFrom('walk', 'walk', 'scan', 'export'),
  sources: fc.oneof(
    source.map((one) => [one]),
    fc.subarray([...listSources], { minLength: 1 })
  ),
  limit: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 5, max: 30 }), fc.integer({ min: 31, max: 100 })),
  sizes: fc.record(Object.fromEntries(listSources.map((id) => [id, fc.oneof(fc.nat(40), fc.nat(130))]))),
  setbacks: fc.oneof(
    fc.constant([]),
    fc.array(fc.record({ source, call, how: fc.constantFrom('status', 'reset', 'html', 'throttle', 'truncate') }), {
      maxLength: 3
    })
  )
} as const

/** Only insertions, or only deletions, or both. With both the total may return to its old value, which a walk cannot see. */
export const changedHistories: fc.Arbitrary<History> = fc.record({
  ...common,
  tellsTotal: fc.constant(true),
  changes: fc.oneof(changesOf('delete'), changesOf('insert'), changesOf('delete', 'insert'))
})

/** Any changes, even with an unchanged total. */
export const checkedHistories: fc.Arbitrary<History> = fc.record({
  ...common,
  tellsTotal: fc.boolean(),
  changes: changesOf('delete', 'insert', 'balance')
})

/** One insertion or deletion, anywhere. */
export const singleChanges: fc.Arbitrary<History> = fc.record({
  ...common,
  setbacks: fc.constant([]),
  tellsTotal: fc.constant(true),
  changes: changeOf(fc.constantFrom('delete', 'insert')).map((change) => [{ ...change, where: 'any', count: 1 }])
})

/** The outcome for one list. */
export interface Played {
  /** Accounts present from the first call to the last. */
  readonly throughout: Set<string>
  /** All accounts present at any time. */
  readonly ever: Set<string>
  /** Every shown list, with its reported total. */
  readonly shown: { readonly version: number; readonly total: number }[]
}

/** Plays a history on lists: sets their rows, and changes them between calls. */
export function playHistory({ list }: MovingLists, history: History): ReadonlyMap<string, Played> {
  return new Map(history.sources.map((id) => [id, playList(id, list(id), history)]))
}

function playList(source: string, moving: MovingList, history: History): Played {
  moving.ids = idsOf(history.sizes[source] ?? 0, `${source}-`)
  moving.totalOf = (ids) => (history.tellsTotal ? String(ids.length) : 'null')
  const played: Played = { throughout: new Set(moving.ids), ever: new Set(moving.ids), shown: [] }
  let calls = 0
  let version = 0
  moving.onCall = ({ offset }, response) => {
    for (const change of history.changes) {
      if (change.source !== source || change.call !== calls) continue
      version++
      for (let index = 0; index < change.count; index++) changeList(moving, { ...change, index, offset }, played)
    }
    const setback = history.setbacks.find((one) => one.source === source && one.call === calls)
    calls++
    if (setback !== undefined) fail(setback.how, response)
    else played.shown.push({ version, total: moving.ids.length })
    return setback !== undefined
  }
  return played
}

interface OneChange extends Change {
  readonly index: number
  readonly offset: number
}

function changeList({ ids }: MovingList, change: OneChange, { throughout, ever }: Played): void {
  if (change.what !== 'insert') {
    const [gone] = ids.splice(placeOf(change, ids.length - 1), 1)
    if (gone !== undefined) throughout.delete(gone)
  }
  if (change.what === 'delete') return
  const id = `${change.source}+${ever.size}`
  const place = change.what === 'balance' ? (change.chance * 7) % (ids.length + 1) : placeOf(change, ids.length)
  ids.splice(place, 0, id)
  ever.add(id)
}

function placeOf({ where, chance, index, offset }: OneChange, last: number): number {
  const places = {
    before: offset === 0 ? 0 : chance % offset,
    anchor: offset - 1 - ((chance + index) % 3),
    at: offset,
    behind: offset + 1 + (chance % Math.max(last - offset, 1)),
    any: chance % (last + 1)
  }
  return Math.max(0, Math.min(places[where], last))
}

function fail(how: Setback['how'], response: ServerResponse): void {
  if (how === 'reset') response.destroy()
  else if (how === 'status') response.writeHead(500).end()
  else if (how === 'throttle') response.writeHead(429).end()
  else if (how === 'html') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>sign in</html>')
  else {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"code":200,')
    response.destroy()
  }
}
