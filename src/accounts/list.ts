import type { AccountsPage, SourceReport } from '../model/page.ts'
import { bindingOf } from '../model/query.ts'
import type { ListSource } from '../sources/open-sources.ts'
import { chooseSources } from './choose-sources.ts'
import { decodeCursor, encodeCursor, start } from './cursor.ts'
import { isComplete, refuseIfFailed, reportOf, startPart } from './progress.ts'
import { readShares } from './read-shares.ts'
import type { Question } from './question.ts'

/**
 * One page of accounts from one source or several, read in parallel. The accounts of a failed source come on a later page.
 * Throws a Failure when no source answered, or when one failed and the query forbids partial answers.
 */
export async function listAccounts(visible: readonly ListSource[], question: Question): Promise<AccountsPage> {
  const { query } = question
  const binding = bindingOf(query)
  const walk = query.cursor === null ? null : decodeCursor(query.cursor, binding)
  const offset = query.page === null ? 0 : (query.page - 1) * query.limit
  const parts = chooseSources(visible, question).map((candidate) =>
    startPart(candidate, walk?.positions.get(candidate.source.id) ?? { ...start, offset })
  )
  const { accounts, nextTurn } = await readShares(parts, walk?.turn ?? 0, question)
  refuseIfFailed(parts, query)
  const sources = parts.map(reportOf)
  const goesOn = parts.some(({ status, position }) => status !== 'skipped' && !position.ended)
  const positions = new Map(parts.map(({ source, position }) => [source.id, position]))
  return {
    data: accounts,
    page: {
      limit: query.limit,
      number: query.page,
      total: sumOfTotals(sources),
      nextCursor: goesOn ? encodeCursor({ positions, turn: nextTurn }, binding) : null
    },
    sources,
    complete: isComplete(sources)
  }
}

function sumOfTotals(sources: readonly SourceReport[]): number | null {
  let sum = 0
  for (const { total } of sources) {
    if (total === null) return null
    sum += total
  }
  return sum
}
