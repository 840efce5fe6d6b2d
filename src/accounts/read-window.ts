import { callUpstream, type RequestContext } from '../sources/call-upstream.ts'
import { timeoutFailure, type ListConnection } from '../sources/connection.ts'
import type { ListAnswer, UpstreamPage } from '../sources/source.ts'
import { Failure } from '../problems/failure.ts'
import type { UpstreamAnswer } from '../upstream/message.ts'
import { withinScope, type CallScope } from '../upstream/scope.ts'
import type { Position } from './cursor.ts'
import { judgeWindow, type PageAnswer, type WindowAnswer } from './judge-window.ts'
import type { AccountQuery } from './query.ts'
import { coverWindow } from './window.ts'

/**
 * Rows `position.offset` … + `count` of one source's list, as accounts: the fewest upstream pages, asked in parallel, within
 * the source's timeout. Throws a Failure when any of them fails: half a window is none.
 */
export async function readWindow(
  connection: ListConnection,
  position: Position,
  count: number,
  query: AccountQuery,
  context: RequestContext
): Promise<WindowAnswer> {
  const pages = pagesToAsk(connection, position, count)
  const answers = await withinScope(
    connection.timeoutMs,
    () => timeoutFailure(connection),
    context.caller,
    (scope) => Promise.all(pages.map((page) => readPage(connection, page, query, scope, context)))
  )
  const last = pages.at(-1)
  const end = Math.min(position.offset + count, last === undefined ? position.offset : last.offset + last.size)
  return judgeWindow(connection.source, position, end, answers, query.includeRaw)
}

/** Pages that begin past the end that an earlier answer told are left out: they are empty. The first is always asked. */
function pagesToAsk(
  { maxPageSize, source }: ListConnection,
  { offset, total }: Position,
  count: number
): UpstreamPage[] {
  const pages = coverWindow({ offset, count }, maxPageSize, source.grid)
  return pages.filter((page, index) => index === 0 || total === null || page.offset < total)
}

async function readPage(
  connection: ListConnection,
  page: UpstreamPage,
  query: AccountQuery,
  scope: CallScope,
  context: RequestContext
): Promise<PageAnswer> {
  const { source, id } = connection
  const callerToken = context.callerTokens.get(id) ?? null
  const request = source.buildRequest(page, query.filters, {
    requestId: context.requestId,
    language: context.language,
    callerToken
  })
  const read = (answer: UpstreamAnswer): PageAnswer => placeRows(page, source.readResponse(answer))
  return callUpstream(connection, request, read, scope, context, Object.values(query.filters))
}

/** A list that is absent is an empty one only where the total says that nothing is left. Throws a Failure otherwise. */
function placeRows(page: UpstreamPage, { rows, total }: ListAnswer): PageAnswer {
  if (rows === null && (total === null || total > page.offset)) {
    throw new Failure('upstream-response-invalid', {
      detail: "the upstream's answer was not understood: it has no list of accounts"
    })
  }
  return { ...page, rows: rows ?? [], total }
}
