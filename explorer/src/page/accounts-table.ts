import type { Account } from '@rollcall/client'
import { make } from './dom.ts'
import { textOf } from './language.ts'
import type { TextName } from '../texts.ts'

const columns: readonly TextName[] = ['name', 'id', 'source', 'email', 'phone', 'roles', 'organizations']

/** A table of accounts. The button in the first cell of a row has the person's name and opens the account. */
export function accountsTable(accounts: readonly Account[], open: (account: Account) => void): HTMLElement {
  // On a narrow screen, styles turn the rows into cards. The roles keep them a table for screen readers.
  return make(
    'table',
    { role: 'table', 'aria-label': textOf('accountsOf') },
    make(
      'thead',
      { role: 'rowgroup' },
      make(
        'tr',
        { role: 'row' },
        ...columns.map((name) => make('th', { role: 'columnheader', scope: 'col' }, textOf(name)))
      )
    ),
    make('tbody', { role: 'rowgroup' }, ...accounts.map((account) => row(account, open)))
  )
}

/** The value of a property, with a mark if the upstream masked it. */
export function valueOf(account: Account, name: 'email' | 'phone' | 'userName' | 'displayName'): HTMLElement | null {
  const value = account[name]
  if (value === null) return null
  return make('span', {}, value, account.masked.includes(name) ? maskedMark() : null)
}

export function maskedMark(): HTMLElement {
  return make('small', { class: 'mark', title: textOf('maskedBy') }, textOf('masked'))
}

function row(account: Account, open: (account: Account) => void): HTMLElement {
  const { id, nativeId, source, type, roles, organizations, userName, displayName } = account
  const shown = displayName === null ? 'userName' : 'displayName'
  const opener = make(
    'button',
    { type: 'button', class: 'open', click: () => open(account) },
    account[shown] ?? nativeId
  )
  const names = make(
    'span',
    { class: 'names' },
    make('span', {}, opener, account.masked.includes(shown) ? maskedMark() : null),
    displayName === null || userName === null ? null : valueOf(account, 'userName')
  )
  const tags = [...(type === null ? [] : [textOf(`type_${type}`)]), ...roles.map((role) => role.name ?? role.code)]
  const cells = [
    names,
    make('code', { title: id }, nativeId),
    make('span', { class: 'tag' }, source),
    valueOf(account, 'email'),
    valueOf(account, 'phone'),
    list(tags),
    list(organizations.map((organization) => organization.name ?? organization.id))
  ]
  return make(
    'tr',
    { role: 'row' },
    ...cells.map((content, index) => {
      const column = columns[index]
      const label = column === undefined ? '' : textOf(column)
      return content === null
        ? make('td', { role: 'cell', class: 'none' }, '–')
        : make('td', { role: 'cell', 'data-column': label }, content)
    })
  )
}

function list(items: readonly string[]): HTMLElement | null {
  return items.length === 0 ? null : make('span', {}, items.join(', '))
}
