import type { Account } from '../model/account.ts'
import { meaningOf, type Field } from './fields.ts'
import { readId, readInteger, readRows, readText, type Row } from './row.ts'

interface RoleMembers {
  readonly code: string
  readonly name: string
}

interface OrganizationMembers {
  readonly id: string
  readonly name: string
}

/** A list of roles. If it is empty: the single role whose members are `beside` the list. */
export function roles(list: string, item: RoleMembers, beside: RoleMembers): Field<Account['roles']> {
  return {
    members: `${list}, else ${beside.code} and ${beside.name}`,
    note: null,
    items: {
      code: { members: `${item.code} in ${list}, else ${beside.code}`, note: null },
      name: { members: `${item.name} in ${list}, else ${beside.name}`, note: null }
    },
    read(row) {
      const rows = readRows(row[list], list)
      // The single role is checked even if the list replaces it: a row is mapped completely or not at all.
      const code = readText(row[beside.code], beside.code)
      const name = readText(row[beside.name], beside.name)
      if (rows.length === 0) return code === null ? [] : [{ code, name }]
      return rows.map((role) => ({ code: idIn(role, list, item.code), name: textIn(role, list, item.name) }))
    }
  }
}

/** A list of organizations. If it is empty: the single organization whose members are `beside` the list. */
export function organizations(
  list: string,
  item: OrganizationMembers,
  beside: OrganizationMembers
): Field<Account['organizations']> {
  return {
    members: `${list}, else ${beside.id} and ${beside.name}`,
    note: null,
    items: {
      id: { members: `${item.id} in ${list}, else ${beside.id}`, note: null },
      name: { members: `${item.name} in ${list}, else ${beside.name}`, note: null }
    },
    read(row) {
      const rows = readRows(row[list], list)
      const id = readText(row[beside.id], beside.id)
      const name = readText(row[beside.name], beside.name)
      if (rows.length === 0) return id === null ? [] : [{ id, name }]
      return rows.map((row) => ({ id: idIn(row, list, item.id), name: textIn(row, list, item.name) }))
    }
  }
}

/** One role, as a number. An unknown number is its own code. */
export function numberedRole(member: string, codes: Readonly<Record<number, string>>): Field<Account['roles']> {
  return {
    members: member,
    note: null,
    items: { code: { members: member, note: `${meaningOf(codes)}, any other its number` } },
    read(row) {
      const number = readInteger(row[member], member)
      return number === null ? [] : [{ code: codes[number] ?? String(number), name: null }]
    }
  }
}

function idIn(row: Row, list: string, member: string): string {
  return readId(row[member], `${list}.${member}`)
}

function textIn(row: Row, list: string, member: string): string | null {
  return readText(row[member], `${list}.${member}`)
}
