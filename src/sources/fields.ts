import type { Account } from '../model/account.ts'
import { accountId, readDateTime, readFlag, readId, readInteger, readText, readWebAddress, type Row } from './row.ts'

/** The properties that a row fills. The others are computed from them. */
export type FieldName = Exclude<keyof Account, 'id' | 'source' | 'masked' | 'raw'>

/** Account property → how it is read from a row. A property without an entry is null, or an empty list. */
export type Fields = FieldsByName & { readonly nativeId: Field<string> }

export type FieldsByName = { readonly [Name in FieldName]?: Field<Account[Name]> }

/** How one Account property is read from a row, and where it comes from. */
export interface Field<Value> extends Origin {
  /** For a list: property of an item → where it comes from. */
  readonly items?: Readonly<Record<string, Origin>>
  /** Throws RowInvalid. */
  readonly read: (row: Row, own: OwnId) => Value
}

/** The parts of the account's own id. */
export interface OwnId {
  readonly source: string
  readonly nativeId: string
}

/** Where a value comes from, for the documentation. */
export interface Origin {
  /** The upstream's members. */
  readonly members: string
  /** When it is sent, or what its values mean. */
  readonly note: string | null
}

export const whereSent = 'where sent'

/** Text that must be there. */
export function id(member: string): Field<string> {
  return { members: member, note: null, read: (row) => readId(row[member], member) }
}

export function text(member: string, note: string | null = null): Field<string | null> {
  return { members: member, note, read: (row) => readText(row[member], member) }
}

export function flag(member: string): Field<boolean | null> {
  return { members: member, note: null, read: (row) => readFlag(row[member], member) }
}

export function integer(member: string): Field<number | null> {
  return { members: member, note: null, read: (row) => readInteger(row[member], member) }
}

export function webAddress(member: string, note: string | null = null): Field<string | null> {
  return { members: member, note, read: (row) => readWebAddress(row[member], member) }
}

export function dateTime(member: string): Field<string | null> {
  return { members: member, note: null, read: (row) => readDateTime(row[member], member) }
}

/** The upstream's number → our word; null for a number that is not among them. */
export function word<Word extends string>(member: string, words: Readonly<Record<number, Word>>): Field<Word | null> {
  return {
    members: member,
    note: meaningOf(words),
    read(row) {
      const number = readInteger(row[member], member)
      return number === null ? null : (words[number] ?? null)
    }
  }
}

/** The `id` of another account of the source. The account itself and 0 stand for none. */
export function parent(member: string): Field<string | null> {
  return {
    members: member,
    note: null,
    read(row, { source, nativeId }) {
      const found = readText(row[member], member)
      return found === null || found === '0' || found === nativeId ? null : accountId(source, found)
    }
  }
}

/** What numbers mean, for the documentation. */
export function meaningOf(words: Readonly<Record<number, string>>): string {
  const [first = [], ...others] = Object.entries(words)
  return [first.join(' is `'), ...others.map((entry) => entry.join(' `'))].map((meaning) => `${meaning}\``).join(', ')
}
