import type { IncomingHttpHeaders } from 'node:http'
import { type Bend, takePage, writeJson } from '../bend.ts'
import type { IamRow } from '../data/iam-rows.ts'
import { type Reply, jsonType } from '../reply.ts'

/** How `Offset` counts: the document says pages, the word and its kin elsewhere mean rows. Both from 0. */
export type IamOffsetUnit = 'row' | 'page'

/** What the iam upstream knows. */
export interface Iam {
  /** By access_token. */
  readonly lists: ReadonlyMap<string, readonly IamRow[]>
  readonly offsetUnit: IamOffsetUnit
}

/**
 * GET /iam/subaccounts: the list of the master whose access_token the cookie carries, filtered by SearchKey and Role.
 * The document names no error: a missing or unknown token is HTTP 401 here, a bad parameter HTTP 200 with Code 400.
 */
export function answerIam(iam: Iam, url: string, headers: IncomingHttpHeaders, bend: Bend): Reply {
  const list = iam.lists.get(readCookie(headers.cookie ?? '', 'access_token'))
  if (list === undefined) return iamReply(401, { Code: 401, Msg: '未登录或登录已过期' }, bend)
  const query = new URLSearchParams(url.split('?', 2)[1])
  const limit = readCount(query.get('Limit') ?? '10')
  const offset = readCount(query.get('Offset') ?? '0')
  const role = readCount(query.get('Role') ?? '0')
  if (limit === undefined || limit < 1 || limit > 100 || offset === undefined || role === undefined) {
    return iamReply(200, { Code: 400, Msg: '参数错误' }, bend)
  }
  const key = (query.get('SearchKey') ?? '').toLowerCase()
  const matching = list.filter((row) => (!query.has('Role') || row.Role === role) && mentions(row, key))
  const { rows, total } = takePage(matching, iam.offsetUnit === 'row' ? offset : offset * limit, limit, bend)
  // A Go server writes a slice that was never filled as null.
  return iamReply(200, { Code: 0, Msg: '成功', Total: total, sub_accounts: rows.length > 0 ? rows : null }, bend)
}

/** A flat iam answer: `Code`, `Msg`, and on success `Total` and `sub_accounts`. */
export function iamReply(status: number, value: Readonly<Record<string, unknown>>, bend: Bend): Reply {
  return { status, headers: { 'content-type': jsonType }, text: writeJson(value, bend) }
}

function mentions(row: IamRow, key: string): boolean {
  return [row.NickName, row.ContactMail, row.ContactMobile].some((text) => text.toLowerCase().includes(key))
}

/** A whole number from 0 on, undefined for anything else. */
function readCount(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

/** The value of the first cookie of this name, '' where there is none. */
function readCookie(header: string, name: string): string {
  const pairs = header.split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}
