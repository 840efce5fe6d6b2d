import type { JsonObject } from '../../src/json.ts'
import { valueBreaks } from './values.ts'
import { listOf, objectOf, resolve } from './read-node.ts'

export interface Documents {
  readonly before: JsonObject
  readonly after: JsonObject
}

/** Which way a value goes: what a caller sends must still be taken, and what a caller reads must still be there. */
export type Direction = 'request' | 'response'

/**
 * What breaks callers between two versions of a schema (JSON Schema 2020-12 as far as the document uses it), one sentence each.
 */
export function schemaBreaks(
  documents: Documents,
  direction: Direction,
  place: string,
  schemas: { readonly before: unknown; readonly after: unknown },
  seen: ReadonlySet<string> = new Set()
): string[] {
  const pair = JSON.stringify([objectOf(schemas.before)['$ref'], objectOf(schemas.after)['$ref']])
  if (seen.has(pair)) return []
  const within = pair === '[null,null]' ? seen : new Set([...seen, pair])
  const before = resolve(documents.before, schemas.before)
  const after = resolve(documents.after, schemas.after)
  const deeper = (name: string, parts: { before: unknown; after: unknown }): string[] =>
    schemaBreaks(documents, direction, name, parts, within)
  return [
    ...typeBreaks(direction, place, before, after),
    ...valueBreaks(direction, place, before, after),
    ...propertyBreaks(direction, place, before, after, deeper),
    ...(before['items'] === undefined ? [] : deeper(`${place}[]`, { before: before['items'], after: after['items'] })),
    ...choiceBreaks(direction, place, before, after, deeper)
  ]
}

type Deeper = (place: string, parts: { before: unknown; after: unknown }) => string[]

function typeBreaks(direction: Direction, place: string, before: JsonObject, after: JsonObject): string[] {
  const old = typesOf(before)
  const now = typesOf(after)
  const [narrow, wide] = direction === 'request' ? [old, now] : [now, old]
  const fits = wide.length === 0 || (narrow.length > 0 && narrow.every((type) => covers(wide, type)))
  const breaks = fits
    ? []
    : [`${place}: its type was ${old.join(' or ') || 'any'}, now it is ${now.join(' or ') || 'any'}`]
  return before['format'] === after['format']
    ? breaks
    : [...breaks, `${place}: its format was ${String(before['format'])}, now it is ${String(after['format'])}`]
}

function typesOf({ type }: JsonObject): string[] {
  return (Array.isArray(type) ? type : [type]).filter((name) => typeof name === 'string')
}

function covers(types: readonly string[], type: string): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'))
}

function propertyBreaks(
  direction: Direction,
  place: string,
  before: JsonObject,
  after: JsonObject,
  deeper: Deeper
): string[] {
  const old = objectOf(before['properties'])
  const now = objectOf(after['properties'])
  const breaks = Object.entries(old).flatMap(([name, property]) =>
    name in now ? deeper(`${place}.${name}`, { before: property, after: now[name] }) : [`${place}.${name} is gone`]
  )
  const [fewer, more] = direction === 'request' ? [before, after] : [after, before]
  const required = listOf(more['required']).filter((name) => !listOf(fewer['required']).includes(name))
  for (const name of required) {
    const stays = direction === 'request' || String(name) in now
    if (stays)
      breaks.push(`${place}.${String(name)} ${direction === 'request' ? 'must now be sent' : 'may now be missing'}`)
  }
  if (direction === 'request' && after['additionalProperties'] === false && before['additionalProperties'] !== false)
    breaks.push(`${place}: other properties are refused`)
  return breaks
}

function choiceBreaks(
  direction: Direction,
  place: string,
  before: JsonObject,
  after: JsonObject,
  deeper: Deeper
): string[] {
  return (['anyOf', 'oneOf', 'allOf'] as const).flatMap((keyword) => {
    const old = listOf(before[keyword])
    const now = listOf(after[keyword])
    if (old.length === 0 && now.length === 0) return []
    if (old.length !== now.length) {
      const isFine = keyword !== 'allOf' && old.length > 0 && now.length > old.length === (direction === 'request')
      if (!isFine || now.length === 0) return [`${place}: its ${keyword} changed`]
    }
    return old.flatMap((choice, index) =>
      index < now.length ? deeper(`${place} (choice ${index + 1})`, { before: choice, after: now[index] }) : []
    )
  })
}
