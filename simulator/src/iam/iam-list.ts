import type { IamRow } from '../data/iam-rows.ts'
import type { Answer, Operation, SimulatorContext } from '../operation.ts'
import { type PageMembers, type Paging, readPage, writePage } from '../page.ts'
import type { RowList } from '../rows.ts'
import { iam, iamReply } from './iam.ts'

/** A list of the iam; each access_token has its own. */
export interface IamList {
  readonly path: string
  readonly paging: Paging
  /** The members beside `Code` and `Msg`. */
  readonly answer: PageMembers
  readonly rowsByToken: Readonly<Record<string, RowList<IamRow>>>
}

/**
 * The operation that answers one page of a list, filtered by SearchKey and Role. The document names no error. Here a missing or
 * unknown token is HTTP 401, and a bad parameter is HTTP 200 with Code 400.
 */
export function iamList(table: IamList): Operation {
  return { family: iam, method: 'GET', path: table.path, open: (context) => answerIam(table, context) }
}

function answerIam({ paging, answer, rowsByToken }: IamList, { rowsOf, iamOffsetUnit }: SimulatorContext): Answer {
  const lists = new Map(Object.entries(rowsByToken).map(([token, rows]) => [token, rowsOf(rows)]))
  const table = { answer, paging: { ...paging, counts: iamOffsetUnit === 'page' ? 'pages' : 'rows' } } as const
  return ({ url, headers }, bend) => {
    const list = lists.get(readCookie(headers.cookie ?? '', 'access_token'))
    if (list === undefined) return iamReply(401, { Code: 401, Msg: '未登录或登录已过期' }, bend)
    const query = new URLSearchParams(url.split('?', 2)[1])
    const { first, size } = readPage(paging, (name, missing) => readCount(query.get(name) ?? String(missing)))
    const role = query.get('Role')
    if (first === undefined || size === undefined || (role !== null && readCount(role) === undefined)) {
      return iamReply(200, { Code: 400, Msg: '参数错误' }, bend)
    }
    const matching = list.filter((row) => hasRole(row, role) && mentions(row, query.get('SearchKey') ?? ''))
    const page = writePage(matching, table, { first, size, bend })
    return iamReply(200, { Code: 0, Msg: '成功', ...Object(page) }, bend)
  }
}

function hasRole(row: IamRow, role: string | null): boolean {
  return role === null || row.Role === Number(role)
}

function mentions(row: IamRow, key: string): boolean {
  const texts = [row.NickName, row.ContactMail, row.ContactMobile]
  return texts.some((text) => text.toLowerCase().includes(key.toLowerCase()))
}

/** A whole number from 0 on; undefined for anything else. */
function readCount(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

/** The value of the first cookie with this name; '' if there is none. */
function readCookie(header: string, name: string): string {
  const pairs = header.split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}
