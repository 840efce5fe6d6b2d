import type { AccountQuery } from '../model/query.ts'
import type { CallContext } from '../upstream/call-context.ts'

/** A query over lists, and the request that it belongs to. */
export interface Question {
  readonly query: AccountQuery
  readonly context: CallContext
}
