import { accountProperties, type AccountProperty } from '../model/account-properties.ts'
import type { AccountPart } from '../model/account.ts'
import type { SelectedFields } from '../model/fields.ts'
import type { AccountExport } from './export.ts'
import { selectEach } from './select-fields.ts'

/** One Account a line, and as the last line how it ended: without that line the file is not whole. */
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
  /** A byte order mark, for spreadsheets, which otherwise take UTF-8 for something else. */
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

/** Readers take any line break for the end of a row, not only the one that ends rows here. */
const needsQuotes = /[",\r\n]/

function quoted(cell: string): string {
  return needsQuotes.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/**
 * Where a spreadsheet begins to run a formula: at the start of a cell and, where its settings split cells at `;`, behind each of those, so
 * at each item of a list.
 */
const formulaStart = /(^|;)(?=[=+\-@\t\r\n＝＋－＠])/g

/** A quote in front makes text of a formula. */
function neutral(cell: string): string {
  return cell.search(formulaStart) < 0 ? cell : cell.replaceAll(formulaStart, "$1'")
}
