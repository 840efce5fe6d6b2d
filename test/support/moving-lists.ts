import type { ServerResponse } from 'node:http'
import type { Test } from 'tap'
import { answerWith } from './samples.ts'
import { definitionOf, idMember, listSources } from './sources.ts'
import { sendJson, startUpstream, type PlayedRequest } from './upstream.ts'

/** A requested upstream page. */
interface PageCall {
  readonly source: string
  readonly offset: number
  readonly size: number
}

/** The list of one source. A test may change it at any moment. */
export interface MovingList {
  ids: string[]
  /** The reported total, as JSON text. */
  totalOf: (ids: readonly string[]) => string
  /** The ids on a page, if they differ from the list. */
  pageOf: (ids: readonly string[], call: PageCall) => readonly string[]
  /** Called before a page is answered; true if it has answered by itself. */
  onCall: (call: PageCall, response: ServerResponse) => boolean
}

export interface MovingLists {
  readonly url: string
  /** Every source of the registry has a list. */
  readonly list: (source: string) => MovingList
  readonly calls: PageCall[]
}

/** The upstreams of all list sources. Each is a list of ids that may change between two calls. They end with the test. */
export async function startMovingLists(
  t: Test,
  given: Readonly<Record<string, Partial<MovingList>>> = {}
): Promise<MovingLists> {
  const lists = new Map(listSources.map((source) => [source, { ...calm, ids: [], ...given[source] }]))
  const calls: PageCall[] = []
  const list = (source: string): MovingList => {
    const found = lists.get(source)
    if (found === undefined) throw new Error(`no list ${source}`)
    return found
  }
  const { url } = await startUpstream(t, (request, response) => {
    const call = readCall(request)
    const { source, size } = call
    calls.push(call)
    const moving = list(source)
    if (moving.onCall(call, response)) return
    const { ids, totalOf, pageOf } = moving
    const rows = pageOf(ids, call)
      .slice(0, size)
      .map((id) => ({ [idMember(source)]: id }))
    sendJson(response, answerWith(source, JSON.stringify(rows), totalOf(ids)))
  })
  return { url, list, calls }
}

/** `prefix` and a number, `count` times. */
export function idsOf(count: number, prefix = 'u'): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`)
}

const calm: MovingList = {
  ids: [],
  totalOf: (ids) => String(ids.length),
  pageOf: (ids, { offset, size }) => ids.slice(offset, offset + size),
  onCall: () => false
}

function readCall({ url, body }: PlayedRequest): PageCall {
  const { pathname, searchParams } = new URL(url, 'http://upstream')
  const source = listSources.find((id) => definitionOf(id).operation.path === pathname) ?? ''
  const limit = searchParams.get('Limit')
  if (limit !== null) return { source, offset: Number(searchParams.get('Offset')), size: Number(limit) }
  const { pageNo, pageSize } = JSON.parse(body).params
  return { source, offset: (pageNo - 1) * pageSize, size: pageSize }
}
