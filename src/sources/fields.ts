import type { Account } from '../model/account.ts'
import { accountId, readDateTime, readFlag, readId, readInteger, readText, readWebAddress, type Row } from './row.ts'

/** The properties that a table may fill. The others are computed from them. */
export type FieldName = Exclude<keyof Account, 'id' | 'source' | 'masked' | 'raw'>

/** Account property → its reader. A property without one is null, or an empty list. */
export type Fields = FieldsByName & { readonly nativeId: Field<string> }

export type FieldsByName = { readonly [Name in FieldName]?: Field<Account[Name]> }

/** The reader of one Account property, and the origin for the documentation. */
export interface Field<Value> extends Origin {
  /** For a list: property of an item → its origin. */
  readonly items?: Readonly<Record<string, Origin>>
  /** Throws RowInvalid. */
  readonly read: (row: Row, own: OwnId) => Value
}

/** The parts of the account's own id. */
export interface OwnId {
  readonly source: string
  readonly nativeId: string
}

/** The origin of a value, for the documentation. */
export interface Origin {
  /** The upstream's members. */
  readonly members: string
  /** A note on when it is sent, or on what its values mean. */
  readonly note: string | null
}

export const whereSent = 'where sent'

/** Required text. */
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

/** The upstream's number → our word; null for an unknown number. */
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

/** The `id` of another account of the source. The account's own id and 0 mean none. */
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

/** The meaning of numbers, for the documentation. */
export function meaningOf(words: Readonly<Record<number, string>>): string {
  const [first = [], ...others] = Object.entries(words)
  return [first.join(' is `'), ...others.map((entry) => entry.join(' `'))].map((meaning) => `${meaning}\``).join(', ')
}
