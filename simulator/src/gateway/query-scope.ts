import { type Bend, takePage } from '../bend.ts'
import type { ScopeRow } from '../data/scope-rows.ts'
import { businessErrors } from './business-errors.ts'
import type { Outcome } from './envelope.ts'
import { type Params, readPageParams } from './params.ts'

/** /user/account/querybyscope: one page of at most 50. */
export function queryScope(list: readonly ScopeRow[], params: Params, bend: Bend): Outcome {
  const { pageNo, pageSize } = readPageParams(params, 50)
  if (pageSize === undefined) return businessErrors.badScopePageSize
  if (pageNo === undefined) return businessErrors.badParameter
  const { rows, total } = takePage(list, (pageNo - 1) * pageSize, pageSize, bend)
  return { data: { identityDTOS: rows, pageNo, pageSize, totalCount: total } }
}
