import { WalkIncomplete, type Client, type ExportFileQuery } from '@rollcall/client'
import { find, make } from './dom.ts'
import { failureTitle } from './failure.ts'
import { formatNumber, textOf } from './language.ts'

const form = find('export', HTMLFormElement)
const button = form.querySelector('button')
const bar = find('export-progress', HTMLProgressElement)
const status = find('export-status', HTMLElement)

/** Saves all accounts of the current query as a file, if they are complete. */
export function setUpExport(connect: () => Client, query: () => ExportFileQuery): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void save(connect(), query())
  })
}

async function save(client: Client, query: ExportFileQuery): Promise<void> {
  const format = find('export-format', HTMLSelectElement).value === 'csv' ? 'csv' : 'ndjson'
  let count = 0
  setBusy(true)
  try {
    const file = await client.exportFile(
      { ...query, format, ...(format === 'csv' && { bom: true }) },
      {
        onProgress: ({ accounts, total }) => {
          count = accounts
          showProgress(accounts, total)
        }
      }
    )
    download(await file.blob(), file.name)
    status.textContent = textOf('exportEnd', { count: formatNumber(count), name: file.name })
  } catch (error) {
    status.textContent =
      error instanceof WalkIncomplete ? textOf('exportIncomplete', { reason: error.message }) : failureTitle(error)
  } finally {
    setBusy(false)
  }
}

function setBusy(busy: boolean): void {
  bar.hidden = !busy
  bar.removeAttribute('value')
  button?.toggleAttribute('disabled', busy)
  if (busy) status.textContent = textOf('loading')
}

function showProgress(accounts: number, total: number | null): void {
  const count = formatNumber(accounts)
  if (total !== null) {
    bar.max = Math.max(1, total)
    bar.value = Math.min(accounts, total)
  }
  status.textContent =
    total === null ? textOf('exported', { count }) : textOf('exportedOf', { count, total: formatNumber(total) })
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  make('a', { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}
