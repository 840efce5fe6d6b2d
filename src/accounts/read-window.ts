import { askKey } from '../upstream/ask.ts'
import { timeoutFailure, type ListConnection } from '../sources/open-sources.ts'
import { readSource, type Reading } from '../upstream/read-source.ts'
import type { RequestContext } from '../upstream/call-context.ts'
import type { ListAnswer, UpstreamPage } from '../sources/source.ts'
import { Failure } from '../problems/failure.ts'
import type { UpstreamAnswer } from '../upstream/message.ts'
import { withinScope, type CallScope } from '../upstream/deadline.ts'
import type { Position } from './cursor.ts'
import { judgeWindow, type WindowAnswer } from './assemble-window.ts'
import { filterNames, type AccountQuery } from '../model/query.ts'
import type { PageAnswer } from './repetition.ts'
import { coverWindow } from './window.ts'

/** A window, and from when it is. */
interface DatedWindow extends WindowAnswer {
  /** Age of the oldest upstream answer in it; 0 when all were asked for. */
  readonly ageMs: number
  /** Whether one of them stands in for an answer that could not be had. */
  readonly stale: boolean
}

/**
 * Rows `position.offset` … + `count` of one source's list, as accounts: the fewest upstream pages, asked in parallel, within
 * the source's timeout or a shorter one. `mayKeep`: whether kept answers will do. Throws a Failure when any page fails: half a window is none.
 */
export async function readWindow(
  connection: ListConnection,
  position: Position,
  count: number,
  query: AccountQuery,
  context: RequestContext,
  { mayKeep = true, timeoutMs = connection.timeoutMs }: { mayKeep?: boolean; timeoutMs?: number } = {}
): Promise<DatedWindow> {
  const pages = pagesToAsk(connection, position, count)
  const answers = await withinScope(
    timeoutMs,
    () => timeoutFailure(connection),
    context.caller,
    (scope) => Promise.all(pages.map((page) => readPage(connection, page, query, mayKeep, scope, context)))
  )
  const last = pages.at(-1)
  const end = Math.min(position.offset + count, last === undefined ? position.offset : last.offset + last.size)
  const results = answers.map(({ result }) => result)
  return {
    ...judgeWindow(connection.source, position, end, results, query.includeRaw),
    ageMs: Math.max(...answers.map(({ ageMs }) => ageMs)),
    stale: answers.some(({ stale }) => stale)
  }
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
  { filters }: AccountQuery,
  mayKeep: boolean,
  scope: CallScope,
  context: RequestContext
): Promise<Reading<PageAnswer>> {
  const { source, id } = connection
  const { requestId, language } = context
  const callerToken = context.callerTokens.get(id) ?? null
  const asked = [page.offset, page.size, ...filterNames.map((name) => filters[name] ?? null)]
  const ask = {
    key: askKey(id, asked, context),
    build: () => source.buildRequest(page, filters, { requestId, language, callerToken }),
    read: (answer: UpstreamAnswer) => checkRows(page, source.readResponse(answer)),
    secrets: Object.values(filters),
    mayKeep
  }
  const { result, ...reading } = await readSource(connection, connection.reads, ask, scope, context)
  return { ...reading, result: { ...page, rows: result.rows ?? [], total: result.total } }
}

/** A list that is absent is an empty one only where the total says that nothing is left. Throws a Failure otherwise. */
function checkRows({ offset }: UpstreamPage, answer: ListAnswer): ListAnswer {
  if (answer.rows === null && (answer.total === null || answer.total > offset)) {
    throw new Failure('upstream-response-invalid', {
      detail: "the upstream's answer was not understood: it has no list of accounts"
    })
  }
  return answer
}
