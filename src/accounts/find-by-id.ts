import type { Account } from '../model/account.ts'
import type { AccountQuery } from '../model/query.ts'
import { Failure } from '../problems/failure.ts'
import { credentialsMissing, type ListSource } from '../sources/open-sources.ts'
import { accountId } from '../sources/row.ts'
import { asFailure } from './as-failure.ts'
import { decodeCursor, encodeCursor, start, type Position } from './cursor.ts'
import { findNearby } from './nearby.ts'
import { isLoss, scanOf, startPart, type Part } from './progress.ts'
import type { Question } from './question.ts'
import { scanList, type ScanEnd } from './scan.ts'

/** An account, by its list and its id there. */
export interface WantedAccount {
  readonly source: ListSource
  readonly nativeId: string
}

/**
 * Reads one account of a list, never from the cache. It first looks where the account was shown last. Then it reads the list
 * through within the timeout of the source, from the cursor on if there is one. Throws a Failure: `account-not-found` only after
 * the whole list, else `scan-incomplete` with a cursor to continue, or the failure of an upstream page.
 */
export async function findAccount({ source, nativeId }: WantedAccount, question: Question): Promise<Account> {
  const { query, context } = question
  if (!context.callerTokens.has(source.id) && !source.calls.configured) throw credentialsMissing(source)
  const id = accountId(source.id, nativeId)
  const binding = JSON.stringify([id, query.includeRaw, query.fields])
  const from = query.cursor === null ? null : positionIn(query.cursor, binding, source)
  const startedAt = performance.now()
  try {
    const callerToken = context.callerTokens.get(source.id)
    const place = from === null ? source.places.find(nativeId, callerToken) : null
    const near = place && (await nearby({ source, nativeId }, place, question))
    if (near) {
      source.places.note([near.account], near, callerToken)
      return near.account
    }
    const timeoutMs = Math.max(source.timeoutMs - (performance.now() - startedAt), 1)
    const keeps = (account: Account): boolean => account.nativeId === nativeId
    const part = startPart({ source, skipped: null, keeps, isEmpty: false, isWhole: true }, from ?? start)
    const options = { count: 1, keeps, maxPages: Infinity, nativeId, timeoutMs }
    const end = await scanList(part, options, question)
    const [found] = end.found
    if (found !== undefined) return found
    throw notFound(part, end, binding)
  } finally {
    context.onSource(source.id, performance.now() - startedAt)
  }
}

function positionIn(cursor: string, binding: string, { id }: ListSource): Position {
  return decodeCursor(cursor, binding).positions.get(id) ?? start
}

async function nearby(
  { source, nativeId }: WantedAccount,
  place: Parameters<typeof findNearby>[1],
  { query, context }: Question
) {
  const deadline = source.deadlines.start()
  context.endOnDisconnect(deadline)
  try {
    return await findNearby(nativeId, place, { source, query, context, deadline, mayCache: false })
  } catch (error) {
    throw asFailure(error, source.id, context)
  } finally {
    deadline.finish()
  }
}

function notFound(part: Part, { failure, gapAt }: ScanEnd, binding: string): Failure {
  const { source, position, examined } = part
  const isTimeOver = failure?.slug === 'upstream-timeout' && examined > 0
  if (failure !== null && !isTimeOver) return failure
  if (failure === null && !part.warnings.some(isGap)) {
    return new Failure('account-not-found', { detail: `${source.id} has no account with this id`, source: source.id })
  }
  // Continue with the missing rows. If the position in the list was lost, continue at its start.
  const goesOnAt = failure === null ? (gapAt ?? start) : position
  return new Failure('scan-incomplete', {
    detail: `the account was not found, but ${source.id} was not read to its end; continue with nextCursor`,
    source: source.id,
    scan: scanOf(part),
    nextCursor: encodeCursor({ positions: new Map([[source.id, goesOnAt]]), turn: 0 }, binding)
  })
}

/** Whether a warning means that rows were not examined. An invalid row was examined: its id is a different one. */
function isGap(warning: Part['warnings'][number]): boolean {
  return isLoss(warning) && warning.code !== 'row-invalid'
}

/** The query of a request for one account. */
export function queryForOne(asked: Pick<AccountQuery, 'cursor' | 'includeRaw' | 'fields'>): AccountQuery {
  return { ...asked, sources: null, limit: 1, page: null, filters: {}, scan: 'allow', partial: 'forbid' }
}
