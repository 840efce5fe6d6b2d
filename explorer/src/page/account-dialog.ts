import type { Account } from '@rollcall/client'
import { maskedMark } from './accounts-table.ts'
import { find, make } from './dom.ts'
import { say } from './language.ts'

const dialog = find('account', HTMLDialogElement)

/** Opens one account: all its properties, and the upstream's row where it was asked for. The browser keeps the focus in it and gives it back. */
export function openAccount(account: Account): void {
  const { raw, ...properties } = account
  find('account-title', HTMLElement).textContent = account.displayName ?? account.userName ?? account.id
  find('properties', HTMLElement).replaceChildren(
    ...Object.entries(properties).flatMap(([name, value]) => [
      make('dt', {}, name),
      make('dd', {}, shown(value), properties.masked.includes(name) ? maskedMark() : null)
    ])
  )
  find('raw-row', HTMLElement).textContent = raw === undefined ? say('noRaw') : JSON.stringify(raw, null, 2)
  dialog.showModal()
  dialog.scrollTop = 0
}

/** Sets up the ways to close it: the button, and a click beside it; Escape is the browser's. */
export function setUpDialog(): void {
  find('close', HTMLButtonElement).addEventListener('click', closeAccount)
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) closeAccount()
  })
}

export function closeAccount(): void {
  dialog.close()
}

function shown(value: unknown): string | HTMLElement {
  if (value === null) return make('span', { class: 'none' }, say('unknown'))
  if (typeof value === 'boolean') return say(value ? 'yes' : 'no')
  if (!Array.isArray(value)) return sayItem(value)
  if (value.length === 0) return make('span', { class: 'none' }, '–')
  return value.map(sayItem).join(', ')
}

/** A role or an organization: its name with its code or id; all else as it stands. */
function sayItem(item: unknown): string {
  if (typeof item === 'string') return item
  if (typeof item !== 'object' || item === null) return JSON.stringify(item)
  const [id, name] = Object.values(item)
  return typeof name === 'string' ? `${name} (${String(id)})` : String(id)
}
