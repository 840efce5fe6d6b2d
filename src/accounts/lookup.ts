import type { Account } from '../model/account.ts'
import { Failure } from '../problems/failure.ts'
import { RowInvalid } from '../sources/row.ts'
import type { LookupConnection } from '../sources/open-sources.ts'
import type { LookupKey } from '../model/lookup.ts'
import { callUpstream, type Read, type Work } from '../upstream/call.ts'
import type { CallContext } from '../upstream/call-context.ts'
import type { UpstreamAnswer, UpstreamRequest } from '../upstream/message.ts'

/** How found accounts are answered. */
export interface LookupOptions {
  readonly includeRaw: boolean
  readonly context: CallContext
}

/** The account under one key. Throws a Failure: `account-not-found`, or the upstream's. */
export async function lookupAccount(
  key: LookupKey,
  connection: LookupConnection,
  { includeRaw, context }: LookupOptions
): Promise<Account> {
  const startedAt = performance.now()
  const deadline = connection.deadlines.start()
  context.endOnDisconnect(deadline)
  try {
    return await lookupWithin(key, connection, { includeRaw, context, deadline })
  } finally {
    deadline.finish()
    context.onSource(connection.id, performance.now() - startedAt)
  }
}

/** The same within a deadline that other keys share. */
export async function lookupWithin(
  key: LookupKey,
  connection: LookupConnection,
  work: Work & { readonly includeRaw: boolean }
): Promise<Account> {
  const { result } = await callUpstream(connection, new KeyRead(key, connection, work), work)
  return result
}

class KeyRead implements Read<Account> {
  readonly key: string
  readonly secrets: readonly string[]
  readonly mayCache = true
  private readonly lookupKey: LookupKey
  private readonly connection: LookupConnection
  private readonly options: LookupOptions
  private readonly callerToken: string | null

  constructor(lookupKey: LookupKey, connection: LookupConnection, options: LookupOptions) {
    const { context, includeRaw } = options
    this.lookupKey = lookupKey
    this.connection = connection
    this.options = options
    this.callerToken = context.callerTokens.get(connection.id) ?? null
    this.secrets = Object.values(lookupKey)
    this.key = JSON.stringify([...Object.entries(lookupKey).flat(), includeRaw, context.language, this.callerToken])
  }

  build(): UpstreamRequest {
    const { requestId, language } = this.options.context
    const { callerToken } = this
    return this.connection.source.buildRequest(this.lookupKey, { requestId, language, callerToken })
  }

  /** In a list, a row that cannot be mapped is a warning; here it is all there is. */
  read(answer: UpstreamAnswer): Account {
    const { source } = this.connection
    const row = source.readResponse(answer)
    try {
      return source.toAccount(row, this.options.includeRaw)
    } catch (error) {
      if (!(error instanceof RowInvalid)) throw error
      throw new Failure('upstream-response-invalid', { detail: `the account cannot be mapped: ${error.message}` })
    }
  }
}
