import { gatewayList, pageNumbers } from '../../simulator/src/gateway/gateway-list.ts'
import type { Operations } from '../../simulator/src/operation.ts'
import { operations } from '../../simulator/src/operations.ts'

/** The operations of the simulator, with these rows as the list of source scope. */
export function withScopeRows(rows: readonly object[]): Operations {
  return {
    ...operations,
    scope: gatewayList({
      path: '/user/account/querybyscope',
      apiVer: '1.0.0',
      rows: { name: 'own scope rows', count: rows.length, rowAt: (index) => rows[index] ?? {} },
      paging: pageNumbers({ maxSize: 50 }),
      answer: { identityDTOS: 'rows', pageNo: 'first', pageSize: 'size', totalCount: 'total' }
    })
  }
}
