import type { Operation } from '../operation.ts'
import { type PageMembers, type Paging, readPage, writePage } from '../page.ts'
import type { RowList } from '../rows.ts'
import { businessErrors } from './business-errors.ts'
import type { BusinessError, Outcome } from './envelope.ts'
import { type Backend, answerGateway, gateway } from './gateway.ts'
import { type Params, readInteger } from './params.ts'

/** A list behind the gateway. */
export interface GatewayList<Row> {
  readonly path: string
  readonly apiVer: string
  readonly rows: RowList<Row>
  readonly paging: Paging
  /** The members of `data`. */
  readonly answer: PageMembers
  /** The list's own error for a page size out of range, if it has one. */
  readonly badSize?: BusinessError
  /** The only valid `request.iotToken`. None is accepted too. Without this, any is accepted. */
  readonly iotToken?: string
  /** The rows that match the parameters. */
  readonly filter?: (list: readonly Row[], params: Params) => readonly Row[] | BusinessError
}

/** `pageNo` from 1 and `pageSize`, both required unless there is a default size. */
export function pageNumbers(limits: { readonly maxSize: number; readonly defaultSize?: number }): Paging {
  return { first: 'pageNo', size: 'pageSize', counts: 'pages', from: 1, defaultSize: null, ...limits }
}

/** The operation that answers one page of a list. */
export function gatewayList<Row>(table: GatewayList<Row>): Operation {
  const { path, apiVer, rows } = table
  return {
    family: gateway,
    method: 'POST',
    path,
    apiVer,
    open: (context) => answerGateway(context, apiVer, queryList(table, context.rowsOf(rows)))
  }
}

function queryList<Row>(table: GatewayList<Row>, list: readonly Row[]): Backend {
  const { paging, filter, badSize = businessErrors.badParameter } = table
  return (params, bend, iotToken): Outcome => {
    if (!isKnown(table.iotToken, iotToken)) return businessErrors.unknownIotToken
    const { first, size } = readPage(paging, (name, missing) => readInteger(params[name], missing))
    if (size === undefined) return badSize
    if (first === undefined) return businessErrors.badParameter
    const matching = filter === undefined ? list : filter(list, params)
    return 'code' in matching ? matching : { data: writePage(matching, table, { first, size, bend }) }
  }
}

function isKnown(known: string | undefined, sent: string | null | undefined): boolean {
  return known === undefined || [undefined, null, '', known].includes(sent)
}
