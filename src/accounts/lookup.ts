import { Failure } from '../problems/failure.ts'
import { askKey } from '../upstream/ask.ts'
import { timeoutFailure, type LookupConnection } from '../sources/open-sources.ts'
import { readSource } from '../upstream/read-source.ts'
import type { RequestContext } from '../upstream/call-context.ts'
import { RowInvalid } from '../sources/fields.ts'
import type { LookupKey } from '../model/lookup.ts'
import type { UpstreamAnswer } from '../upstream/message.ts'
import { withinScope, type CallScope } from '../upstream/deadline.ts'
import type { Account } from '../model/account.ts'
import { toAccount } from './to-account.ts'

/** The one account under a key. Throws a Failure: `account-not-found`, or the upstream's. */
export async function lookupAccount(
  key: LookupKey,
  includeRaw: boolean,
  connection: LookupConnection,
  context: RequestContext
): Promise<Account> {
  const startedAt = performance.now()
  try {
    return await withinScope(
      connection.timeoutMs,
      () => timeoutFailure(connection),
      context.caller,
      (scope) => lookupWithin(scope, key, includeRaw, connection, context)
    )
  } finally {
    context.onSource(connection.id, performance.now() - startedAt)
  }
}

/** The same within a scope that others share. */
export async function lookupWithin(
  scope: CallScope,
  key: LookupKey,
  includeRaw: boolean,
  connection: LookupConnection,
  context: RequestContext
): Promise<Account> {
  const { source, id } = connection
  const { requestId, language } = context
  const callerToken = context.callerTokens.get(id) ?? null
  const ask = {
    key: askKey(id, [...Object.entries(key).flat(), includeRaw], context),
    build: () => source.buildRequest(key, { requestId, language, callerToken }),
    read: (answer: UpstreamAnswer) =>
      mapped(() => toAccount(source.readResponse(answer), source.toAccount, includeRaw)),
    secrets: Object.values(key),
    mayKeep: true
  }
  const { result } = await readSource(connection, connection.reads, ask, scope, context)
  return result
}

/** In a list, a row that cannot be mapped is a warning; here it is all there is. */
function mapped(read: () => Account): Account {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof RowInvalid)) throw error
    throw new Failure('upstream-response-invalid', { detail: `the account cannot be mapped: ${error.message}` })
  }
}
