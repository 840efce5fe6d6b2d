import type { Account } from '../model/account.ts'
import type { ExportEnd } from '../model/export-end.ts'
import { Failure } from '../problems/failure.ts'
import type { ListSource } from '../sources/open-sources.ts'
import { boundedWarnings, type BoundedWarnings } from './bounded-warnings.ts'
import { chooseSources } from './choose-sources.ts'
import { start } from './cursor.ts'
import { isComplete, refuseSkipped, reportOf, startPart, type Part } from './progress.ts'
import type { Question } from './question.ts'
import { readWindow } from './read-window.ts'

export interface AccountExport {
  /** The number of accounts, if a single source reports it; null otherwise. */
  readonly total: number | null
  /**
   * The accounts, one upstream page after the other. The next page is requested while one is being consumed. Returns how the
   * export ended. With `whole` it throws instead of leaving anything out.
   */
  readonly pages: AsyncGenerator<readonly Account[], ExportEnd, void>
}

/**
 * Every account of the query's sources, source after source. The first upstream page is read before this returns, so a failure
 * until then is answered with a problem. `whole`: throw instead of leaving anything out.
 */
export async function exportAccounts(
  visible: readonly ListSource[],
  question: Question,
  whole: boolean
): Promise<AccountExport> {
  const parts = chooseSources(visible, question).map((candidate) => startPart(candidate, start))
  const open = parts.filter(({ status }) => status === 'ok').map((part) => ({ part, warnings: boundedWarnings() }))
  if (open.length === 0 || whole) refuseSkipped(parts)
  const first = open[0] && readNext(open[0], question)
  await first
  if (open[0] !== undefined) {
    const { source, durationMs, failure } = open[0].part
    question.context.onSource(source.id, durationMs)
    if (failure !== null) throw failure
  }
  return {
    total: parts.length === 1 && open[0]?.part.keeps === null ? open[0].part.position.total : null,
    pages: readAll({ parts, open, whole, question }, first)
  }
}

/** A part and its warnings so far. */
interface OpenPart {
  readonly part: Part
  readonly warnings: BoundedWarnings
}

interface Walk {
  readonly parts: readonly Part[]
  readonly open: readonly OpenPart[]
  readonly whole: boolean
  readonly question: Question
}

type Window = Promise<readonly Account[]>

/**
 * Requests the next page while one is being consumed: of the same source, or of the next one if this source has ended or failed.
 * It is max one page ahead, so the upstream is read as fast as the client reads.
 */
async function* readAll(
  { parts, open, whole, question }: Walk,
  first: Window | undefined
): AsyncGenerator<readonly Account[], ExportEnd, void> {
  let requested = first
  for (const [index, { part, warnings }] of open.entries()) {
    while (requested !== undefined) {
      const accounts: readonly Account[] = await requested
      if (whole && part.failure !== null) throw part.failure
      const goesOn = part.failure === null && !part.position.ended
      const next = goesOn ? open[index] : open[index + 1]
      requested = next && readNext(next, question)
      // It rejects when the client disconnects, and then nothing may await it.
      requested?.catch(() => {})
      if (accounts.length > 0) yield accounts
      if (!goesOn) break
    }
    part.warnings = warnings.list()
  }
  const sources = parts.map(reportOf)
  const complete = isComplete(sources)
  if (whole && !complete) {
    throw new Failure('upstream-response-invalid', { detail: 'the export is incomplete: rows are missing' })
  }
  return { complete, count: parts.reduce((sum, { returned }) => sum + returned, 0), sources }
}

/**
 * Reads a window as large as the largest upstream page. Never cached: an export shows the current state, and would evict entries
 * that are used more.
 */
async function readNext({ part, warnings }: OpenPart, question: Question): Window {
  const accounts = await readWindow(part, { count: part.source.maxPageSize, mayCache: false }, question)
  for (const warning of part.warnings) warnings.add(warning)
  const { keeps } = part
  if (keeps === null) return accounts
  const kept = accounts.filter(keeps)
  part.returned += kept.length - accounts.length
  part.examined += accounts.length + part.warnings.filter(({ code }) => code === 'row-invalid').length
  return kept
}
