import type { Account } from '../model/account.ts'
import { filterNames, type AccountQuery } from '../model/query.ts'
import { Failure } from '../problems/failure.ts'
import type { ListSource, ReadPage } from '../sources/open-sources.ts'
import type { UpstreamPage } from '../sources/source.ts'
import { callUpstream, type Read } from '../upstream/call.ts'
import type { CallContext } from '../upstream/call-context.ts'
import type { UpstreamAnswer, UpstreamRequest } from '../upstream/message.ts'
import { asFailure } from './as-failure.ts'
import { assembleWindow } from './assemble-window.ts'
import type { Part } from './progress.ts'
import type { Question } from './question.ts'
import { coverWindow } from './window.ts'

export interface WindowOptions {
  /** Max rows. */
  readonly count: number
  /** Whether cached responses may be used. */
  readonly mayCache: boolean
  /** Milliseconds; at most the timeout of the source, which is the default. */
  readonly timeoutMs?: number
}

/**
 * Reads the next window of one source: the fewest upstream pages that cover it, in parallel, within the timeout of the source.
 * Updates the part and returns the accounts. A failure goes into the part, whose position stays: half a window is none. Throws
 * Abandoned when the caller is gone.
 */
export async function readWindow(
  part: Part,
  { count, mayCache, timeoutMs }: WindowOptions,
  { query, context }: Question
): Promise<Account[]> {
  const { source, position } = part
  const startedAt = performance.now()
  const deadline = source.deadlines.start(timeoutMs)
  context.endOnDisconnect(deadline)
  try {
    const work = { context, deadline }
    const reads = pagesToRead(part, count).map((page) => new PageRead(source, page, { query, context, mayCache }))
    const [only] = reads
    const readings =
      reads.length === 1 && only !== undefined
        ? [await callUpstream(source, only, work)]
        : await Promise.all(reads.map((read) => callUpstream(source, read, work)))
    const pages = readings.map(({ result }) => result)
    const window = assembleWindow(source.calls, pages, { position, count, includeRaw: query.includeRaw })
    part.position = window.next
    part.returned += window.accounts.length
    part.warnings = window.warnings
    part.stale = readings.some(({ stale }) => stale)
    part.ageMs = Math.max(...readings.map(({ ageMs }) => ageMs))
    return window.accounts
  } catch (error) {
    part.status = 'failed'
    part.failure = asFailure(error, source.id, context)
    return []
  } finally {
    // Calls that still run belong to a page whose sibling failed.
    deadline.finish()
    part.durationMs += performance.now() - startedAt
  }
}

/** Pages that start behind the known end are left out because they are empty. The first one is always read. */
function pagesToRead({ source, position }: Part, count: number): UpstreamPage[] {
  const { offset, total } = position
  const pages = coverWindow({ offset, count }, source.maxPageSize, source.calls.grid)
  return total === null ? pages : pages.filter((page, index) => index === 0 || page.offset < total)
}

/** One upstream page of a list. */
class PageRead implements Read<ReadPage> {
  readonly key: string
  readonly secrets: readonly string[]
  readonly mayCache: boolean
  private readonly source: ListSource
  private readonly page: UpstreamPage
  private readonly query: AccountQuery
  private readonly context: CallContext
  private readonly callerToken: string | null

  constructor(source: ListSource, page: UpstreamPage, asked: Question & { readonly mayCache: boolean }) {
    const { query, context, mayCache } = asked
    this.source = source
    this.page = page
    this.query = query
    this.context = context
    this.mayCache = mayCache
    this.callerToken = context.callerTokens.get(source.id)
    this.secrets = Object.values(query.filters)
    const filters = filterNames.map((name) => query.filters[name] ?? null)
    this.key = JSON.stringify([page.offset, page.size, ...filters, context.language, this.callerToken])
  }

  build(): UpstreamRequest {
    const { requestId, language } = this.context
    return this.source.calls.buildRequest(this.page, this.query.filters, {
      requestId,
      language,
      callerToken: this.callerToken
    })
  }

  /** An absent list is an empty one only if the total says that nothing is left. Throws a Failure. */
  read(answer: UpstreamAnswer): ReadPage {
    const { rows, total } = this.source.calls.readResponse(answer)
    const { offset, size } = this.page
    if (rows === null && (total === null || total > offset)) {
      throw new Failure('upstream-response-invalid', {
        detail: "the upstream's answer was not understood: it has no list of accounts"
      })
    }
    return { offset, size, rows: rows ?? [], total, remembered: null }
  }
}
