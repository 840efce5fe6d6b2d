import type { Account } from '@rollcall/client'
import { idInAddress, toAddress } from '../account-address.ts'
import { maskedMark } from './accounts-table.ts'
import { find, make } from './dom.ts'
import { textOf } from './language.ts'

const dialog = find('account', HTMLDialogElement)

/**
 * Shows one account in a dialog and puts the account's address into the address bar. Closing the dialog restores the previous
 * address.
 */
export function openListedAccount(account: Account): void {
  const address = idInAddress(location.hash) === null ? location.hash : location.pathname
  history.replaceState(history.state, '', toAddress(account.id))
  const restore = () => {
    if (idInAddress(location.hash) !== null) history.replaceState(history.state, '', address)
  }
  dialog.addEventListener('close', restore, { once: true })
  openAccount(account)
}

/** Shows one account in a dialog: all its properties, and the upstream's row if it was requested. The browser traps and restores the focus. */
export function openAccount(account: Account): void {
  const { raw, ...properties } = account
  const masked = new Set<string>(account.masked)
  find('account-title', HTMLElement).textContent = account.displayName ?? account.userName ?? account.id
  find('properties', HTMLElement).replaceChildren(
    ...Object.entries(properties).flatMap(([name, value]) => [
      make('dt', {}, name),
      make('dd', {}, valueText(value), masked.has(name) ? maskedMark() : null)
    ])
  )
  find('raw-row', HTMLElement).textContent = raw === undefined ? textOf('noRaw') : JSON.stringify(raw, null, 2)
  dialog.showModal()
  dialog.scrollTop = 0
}

/** Lets the button and a click outside the dialog close it. The browser handles Escape. */
export function setUpDialog(): void {
  find('close', HTMLButtonElement).addEventListener('click', closeAccount)
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) closeAccount()
  })
}

export function closeAccount(): void {
  dialog.close()
}

function valueText(value: unknown): string | HTMLElement {
  if (value === null) return make('span', { class: 'none' }, textOf('unknown'))
  if (typeof value === 'boolean') return textOf(value ? 'yes' : 'no')
  if (!Array.isArray(value)) return itemText(value)
  if (value.length === 0) return make('span', { class: 'none' }, '–')
  return value.map(itemText).join(', ')
}

/** A role or an organization as name and code or id; any other value as it is. */
function itemText(item: unknown): string {
  if (typeof item === 'string') return item
  if (typeof item !== 'object' || item === null) return JSON.stringify(item)
  const [id, name] = Object.values(item)
  return typeof name === 'string' ? `${name} (${String(id)})` : String(id)
}
