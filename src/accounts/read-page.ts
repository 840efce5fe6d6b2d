import { filterNames, type AccountQuery } from '../model/query.ts'
import { Failure } from '../problems/failure.ts'
import type { ListSource, ReadPage } from '../sources/open-sources.ts'
import type { UpstreamPage } from '../sources/source.ts'
import { callUpstream, type Read, type Reading } from '../upstream/call.ts'
import type { CallContext } from '../upstream/call-context.ts'
import type { Deadline } from '../upstream/deadline.ts'
import type { UpstreamAnswer, UpstreamRequest } from '../upstream/message.ts'
import type { Question } from './question.ts'

/** What the upstream pages of one window have in common. */
export interface PageContext extends Question {
  readonly source: ListSource
  readonly deadline: Deadline
  /** Whether cached responses may be used. */
  readonly mayCache: boolean
  /** Whether it is a page of a scan. */
  readonly isScan?: boolean
}

/** Reads one upstream page of a list. Throws a Failure that names the source, or Abandoned when the work was cancelled. */
export function readPage(page: UpstreamPage, asked: PageContext): Promise<Reading<ReadPage>> {
  return callUpstream(asked.source, new PageRead(page, asked), asked)
}

/** Reads upstream pages in parallel. Throws as `readPage` does. */
export async function readPages(pages: readonly UpstreamPage[], asked: PageContext): Promise<ReadPage[]> {
  const readings = await Promise.all(pages.map((page) => readPage(page, asked)))
  return readings.map(({ result }) => result)
}

/** One upstream page of a list. */
class PageRead implements Read<ReadPage> {
  readonly key: string
  readonly secrets: readonly string[]
  readonly mayCache: boolean
  readonly isScan: boolean
  private readonly source: ListSource
  private readonly page: UpstreamPage
  private readonly query: AccountQuery
  private readonly context: CallContext
  private readonly callerToken: string | null

  constructor(page: UpstreamPage, { source, query, context, mayCache, isScan = false }: PageContext) {
    this.source = source
    this.page = page
    this.query = query
    this.context = context
    this.mayCache = mayCache
    this.isScan = isScan
    this.callerToken = context.callerTokens.get(source.id)
    this.secrets = Object.values(query.filters)
    const filters = filterNames.map((name) => query.filters[name] ?? null)
    const asked = [page.offset, page.size, ...filters, context.language, this.callerToken]
    // A scan waits longer for a slot than other reads, so they must not join it.
    this.key = JSON.stringify(isScan ? [...asked, 'scan'] : asked)
  }

  build(): UpstreamRequest {
    const { requestId, language } = this.context
    return this.source.calls.buildRequest(this.page, this.query.filters, {
      requestId,
      language,
      callerToken: this.callerToken
    })
  }

  /** An absent list counts as empty only if the total shows that no row is left. Throws a Failure. */
  read(answer: UpstreamAnswer): ReadPage {
    const { rows, total } = this.source.calls.readResponse(answer)
    const { offset, size } = this.page
    if (rows === null && (total === null || total > offset)) {
      throw new Failure('upstream-response-invalid', {
        detail: 'the upstream response is invalid: it has no list of accounts'
      })
    }
    return { offset, size, rows: rows ?? [], total, remembered: null }
  }
}
