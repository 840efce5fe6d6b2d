import { accountProperties } from '../model/account-properties.ts'
import type { Account } from '../model/account.ts'
import type { AccountExport } from './export.ts'

/** One Account a line, and as the last line how it ended: without that line the file is not whole. */
export async function* toNdjson({ pages }: AccountExport): AsyncGenerator<string, void, void> {
  for (;;) {
    const { done, value } = await pages.next()
    if (done === true) {
      yield `${JSON.stringify({ end: value })}\n`
      return
    }
    if (value.length > 0) yield `${value.map((account) => JSON.stringify(account)).join('\n')}\n`
  }
}

/** RFC 4180 with a header row; `bom` for spreadsheets, which otherwise take UTF-8 for something else. */
export async function* toCsv({ pages }: AccountExport, bom: boolean): AsyncGenerator<string, void, void> {
  const { stringify } = await import('csv-stringify/sync')
  yield `${bom ? '\uFEFF' : ''}${stringify([[...columns]], layout)}`
  for await (const accounts of pages) {
    if (accounts.length > 0) yield stringify(accounts.map(toCells), layout)
  }
}

/**
 * `quoted_match`: readers take any line break for the end of a row, not only the one that ends rows here.
 */
const layout = { record_delimiter: 'windows', quoted_match: /[\r\n]/ } as const

/** The columns, in the order of the model. */
const columns: readonly Exclude<keyof Account, 'raw'>[] = accountProperties

function toCells(account: Account): string[] {
  return columns
    .map((column) => {
      switch (column) {
        case 'roles':
          return account.roles.map(({ code }) => code).join(';')
        case 'organizations':
          return account.organizations.map(({ id, name }) => name ?? id).join(';')
        case 'masked':
          return account.masked.join(';')
        default:
          return String(account[column] ?? '')
      }
    })
    .map(neutral)
}

/**
 * Where a spreadsheet begins to run a formula: at the start of a cell and, where its settings split cells at `;`, behind each of those, so
 * at each item of a list. The option `escape_formulas` of csv-stringify covers only the start, and no line feed.
 */
const formulaStart = /(?:^|(?<=;))(?=[=+\-@\t\r\n＝＋－＠])/g

/** A quote in front makes text of a formula. */
function neutral(cell: string): string {
  return cell.replaceAll(formulaStart, "'")
}
