import { defineList, type ListTable } from '../define-list.ts'
import type { ListDefinition } from '../source.ts'
import { gateway } from './gateway.ts'
import type { GatewaySettings } from './settings.ts'

/** The definition of one gateway list. By default pages are numbered from 1. */
interface GatewayListTable extends Omit<ListTable<GatewaySettings>, 'operation' | 'paging'> {
  readonly path: string
  readonly apiVersion: string
  readonly paging?: ListTable<GatewaySettings>['paging']
}

/** A list behind the IoT API gateway. */
export function gatewayList({
  path,
  apiVersion,
  paging = { first: 'pageNo', size: 'pageSize', counts: 'pages', from: 1 },
  ...table
}: GatewayListTable): ListDefinition<GatewaySettings> {
  return defineList(gateway, { ...table, operation: { method: 'POST', path, apiVersion }, paging })
}
