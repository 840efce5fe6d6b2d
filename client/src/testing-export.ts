import type { Account } from './answers.ts'
import { exportOf } from './testing-list.ts'
import type { Mock } from './testing-mock.ts'
import { toResponse } from './testing-response.ts'
import { problemOf } from './testing-factories.ts'
import { readQuery } from './testing-query.ts'

/** The export for a query. As in the service, an incomplete csv file breaks off, and ndjson reports it in the last line. */
export function answerExport(given: Readonly<Record<string, string>>, mock: Mock): Response {
  const { format = 'ndjson', bom, ...parameters } = given
  const query = readQuery(parameters, 'query')
  if ('status' in query) return toResponse(query)
  const { accounts, sources } = exportOf(query, mock)
  const complete = sources.every(({ status, warnings }) => status === 'ok' && warnings.length === 0)
  const slug = sources[0]?.problem?.slug
  if (slug !== undefined) {
    const problem = problemOf(slug, { instance: '/accounts/export' })
    return toResponse({ status: problem.status, body: problem })
  }
  const end = { end: { complete, count: accounts.length, sources } }
  const lines =
    format === 'csv' ? toCsv(accounts, bom === 'true') : [...accounts, end].map((line) => `${JSON.stringify(line)}\n`)
  return new Response(toStream(lines, format !== 'csv' || complete), {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson',
      'content-disposition': `attachment; filename="accounts.${format}"`,
      ...(sources.length === 1 && { 'x-total-count': String(sources[0]?.total ?? accounts.length) })
    }
  })
}

const columns = ['id', 'source', 'nativeId', 'userName', 'displayName', 'email', 'phone'] as const

/** The first columns of the service's csv. */
function toCsv(accounts: readonly Account[], bom: boolean): string[] {
  const rows = accounts.map((account) => columns.map((name) => toCell(account[name] ?? '')).join(','))
  return [`${bom ? '\uFEFF' : ''}${columns.join(',')}`, ...rows].map((row) => `${row}\r\n`)
}

function toCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function toStream(lines: readonly string[], isWhole: boolean): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  const rest = [...lines]
  return new ReadableStream({
    pull(controller) {
      const line = rest.shift()
      if (line !== undefined) controller.enqueue(encoder.encode(line))
      else if (isWhole) controller.close()
      else controller.error(new TypeError('the connection broke'))
    }
  })
}
