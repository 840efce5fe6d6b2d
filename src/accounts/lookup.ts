import type { Account } from '../model/account.ts'
import { Failure } from '../problems/failure.ts'
import { RowInvalid } from '../sources/row.ts'
import type { LookupSource } from '../sources/open-sources.ts'
import type { LookupKey } from '../model/lookup.ts'
import { callUpstream, type Read, type Work } from '../upstream/call.ts'
import type { CallContext } from '../upstream/call-context.ts'
import type { UpstreamAnswer, UpstreamRequest } from '../upstream/message.ts'

export interface LookupOptions {
  readonly includeRaw: boolean
  readonly context: CallContext
}

/** The account under one key. Throws a Failure: `account-not-found`, or the upstream's. */
export async function lookupAccount(
  key: LookupKey,
  source: LookupSource,
  { includeRaw, context }: LookupOptions
): Promise<Account> {
  const startedAt = performance.now()
  const deadline = source.deadlines.start()
  context.endOnDisconnect(deadline)
  try {
    return await lookupWithin(key, source, { includeRaw, context, deadline })
  } finally {
    deadline.finish()
    context.onSource(source.id, performance.now() - startedAt)
  }
}

/** The same, within a deadline that other keys share. */
export async function lookupWithin(
  key: LookupKey,
  source: LookupSource,
  work: Work & { readonly includeRaw: boolean }
): Promise<Account> {
  const { result } = await callUpstream(source, new KeyRead(key, source, work), work)
  return result
}

class KeyRead implements Read<Account> {
  readonly key: string
  readonly secrets: readonly string[]
  readonly mayCache = true
  private readonly lookupKey: LookupKey
  private readonly source: LookupSource
  private readonly options: LookupOptions
  private readonly callerToken: string | null

  constructor(lookupKey: LookupKey, source: LookupSource, options: LookupOptions) {
    const { context, includeRaw } = options
    this.lookupKey = lookupKey
    this.source = source
    this.options = options
    this.callerToken = context.callerTokens.get(source.id)
    this.secrets = Object.values(lookupKey)
    this.key = JSON.stringify([...Object.entries(lookupKey).flat(), includeRaw, context.language, this.callerToken])
  }

  build(): UpstreamRequest {
    const { requestId, language } = this.options.context
    const { callerToken } = this
    return this.source.calls.buildRequest(this.lookupKey, { requestId, language, callerToken })
  }

  /** In a list an invalid row is a warning. Here it is the whole result, so it is a failure. */
  read(answer: UpstreamAnswer): Account {
    const { calls } = this.source
    const row = calls.readResponse(answer)
    try {
      return calls.toAccount(row, this.options.includeRaw)
    } catch (error) {
      if (!(error instanceof RowInvalid)) throw error
      throw new Failure('upstream-response-invalid', { detail: `the account cannot be mapped: ${error.message}` })
    }
  }
}
