import { accountProperties, type AccountProperty } from '../model/account-properties.ts'
import type { AccountPart } from '../model/account.ts'
import type { SelectedFields } from '../model/fields.ts'
import type { AccountExport } from './export.ts'
import { selectEach } from './select-fields.ts'

/** One Account per line. The last line says how the export ended; a file without it is incomplete. */
export async function* toNdjson({ pages }: AccountExport, fields: SelectedFields): AsyncGenerator<string, void, void> {
  for (;;) {
    const { done, value } = await pages.next()
    if (done === true) {
      yield `${JSON.stringify({ end: value })}\n`
      return
    }
    if (value.length === 0) continue
    const lines = selectEach(value, fields).map((account) => JSON.stringify(account))
    yield `${lines.join('\n')}\n`
  }
}

interface CsvOptions {
  /** A byte order mark. Spreadsheets do not recognise UTF-8 without it. */
  readonly bom: boolean
  readonly fields: SelectedFields
}

/** RFC 4180 with a header row. The columns are in the order of the model. */
export async function* toCsv(
  { pages }: AccountExport,
  { bom, fields }: CsvOptions
): AsyncGenerator<string, void, void> {
  const columns = fields ?? accountProperties
  yield `${bom ? '\uFEFF' : ''}${columns.join(',')}\r\n`
  for await (const accounts of pages) {
    if (accounts.length === 0) continue
    yield selectEach(accounts, fields)
      .map((account) => toRow(account, columns))
      .join('')
  }
}

function toRow(account: AccountPart, columns: readonly AccountProperty[]): string {
  return `${columns.map((column) => quoted(neutral(toText(account, column)))).join(',')}\r\n`
}

function toText(account: AccountPart, column: AccountProperty): string {
  switch (column) {
    case 'roles':
      return (account.roles ?? []).map(({ code }) => code).join(';')
    case 'organizations':
      return (account.organizations ?? []).map(({ id, name }) => name ?? id).join(';')
    case 'masked':
      return (account.masked ?? []).join(';')
    default:
      return String(account[column] ?? '')
  }
}

/** Readers treat any line break as the end of a row, not only CRLF. */
const needsQuotes = /[",\r\n]/

function quoted(cell: string): string {
  return needsQuotes.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/**
 * Where a spreadsheet starts a formula: at the start of a cell, and after each `;` if its settings split cells there. So each
 * item of a list is checked.
 */
const formulaStart = /(^|;)(?=[=+\-@\t\r\n＝＋－＠])/g

/** A leading quote turns a formula into text. */
function neutral(cell: string): string {
  return cell.search(formulaStart) < 0 ? cell : cell.replaceAll(formulaStart, "$1'")
}
