import { createFinalURL, createQuerySerializer } from 'openapi-fetch'
import type { AccountsQuery, ExportFileQuery, ListSourceId } from './answers.ts'

/** As the document says: a list is one parameter, separated by commas. */
export const querySerializer = { array: { style: 'form', explode: false } } as const

/** Whether a query names a person. Then it is asked for with a body: a URL stands in logs on the way. */
export function namesPerson({ q, employeeId }: AccountsQuery): boolean {
  return q !== undefined || employeeId !== undefined
}

/** The same query with a list of its own: openapi-fetch takes no read-only ones. */
export function withOwnList<Query extends { readonly source?: readonly ListSourceId[] }>(query: Query) {
  const { source, ...others } = query
  return source === undefined ? others : { source: [...source], ...others }
}

/** The address of an export. */
export function exportUrlOf(baseUrl: string, query: ExportFileQuery): string {
  return createFinalURL('/accounts/export', {
    baseUrl: baseUrl.replace(/\/$/, ''),
    params: { query },
    querySerializer: createQuerySerializer(querySerializer),
    pathSerializer: (path) => path
  })
}
