import type { Test } from 'tap'
import { sendJson, startUpstream } from './upstream.ts'

/** A list of source tenant that the test changes while it is read. */
export interface MovingList {
  readonly url: string
  /** Its ids, in order. The test may change them at any time. */
  readonly ids: string[]
  /** The first row and the number of rows of each call. */
  readonly calls: (readonly [offset: number, size: number])[]
  /** Called before each answer. False: the call is never answered. */
  onCall: (offset: number) => boolean | 'unavailable'
}

export async function startMovingList(t: Test, size: number): Promise<MovingList> {
  const ids = Array.from({ length: size }, (_, index) => `id-${index}`)
  const calls: [number, number][] = []
  const list: MovingList = { url: '', ids, calls, onCall: () => true }
  const { url } = await startUpstream(t, ({ body }, response) => {
    // A port may have been another test's: its clients may still ask.
    if (body === '') return sendJson(response, '{}', 404)
    const { pageNo, pageSize } = JSON.parse(body).params
    const offset = (pageNo - 1) * pageSize
    calls.push([offset, pageSize])
    const answers = list.onCall(offset)
    if (answers === false) return
    if (answers === 'unavailable') return sendJson(response, '{}', 503)
    const rows = ids.slice(offset, offset + pageSize).map((openId) => ({ openId, nickName: `name of ${openId}` }))
    sendJson(response, JSON.stringify({ code: 200, data: { total: ids.length, thirdAccountMetaList: rows } }))
  })
  return Object.assign(list, { url })
}
