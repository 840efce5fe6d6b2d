import type { AccountQuery } from '../model/query.ts'
import type { CallContext } from '../upstream/call-context.ts'

/** What is asked of the lists, and for which request. */
export interface Question {
  readonly query: AccountQuery
  readonly context: CallContext
}
