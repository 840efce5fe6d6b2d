import { type Bend, takePage } from '../bend.ts'
import type { TenantRow } from '../data/tenant-rows.ts'
import { businessErrors } from './business-errors.ts'
import type { Outcome } from './envelope.ts'
import { type Params, readPageParams } from './params.ts'

/** /user/account/thirdparty/query: one page of at most 100; the answer does not tell its page size. */
export function queryTenant(list: readonly TenantRow[], params: Params, bend: Bend): Outcome {
  const { pageNo, pageSize } = readPageParams(params, 100)
  if (pageNo === undefined || pageSize === undefined) return businessErrors.badParameter
  const { rows, total } = takePage(list, (pageNo - 1) * pageSize, pageSize, bend)
  return { data: { pageNo, total, thirdAccountMetaList: rows } }
}
