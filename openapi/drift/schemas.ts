import { listOf, memberOf, objectOf, partOf, type Direction, type Part } from './part.ts'
import { valueBreaks } from './values.ts'

/**
 * Breaking changes between two versions of a schema, one sentence each: JSON Schema 2020-12 as far as the document uses it.
 * `path`: the schemas around this one, where recursion ends.
 */
export function schemaBreaks(direction: Direction, part: Part, path: readonly Part[] = []): string[] {
  if (path.some(({ before, after }) => before === part.before && after === part.after)) return []
  return [
    ...typeBreaks(direction, part),
    ...valueBreaks(direction, part),
    ...propertyBreaks(direction, part),
    ...choiceBreaks(direction, part),
    ...partsOf(direction, part).flatMap((inner) => schemaBreaks(direction, inner, [...path, part]))
  ]
}

function typeBreaks(direction: Direction, { place, before, after }: Part): string[] {
  const [old, now] = [typesOf(before), typesOf(after)]
  const [narrow, wide] = direction === 'request' ? [old, now] : [now, old]
  const fits = wide.length === 0 || (narrow.length > 0 && narrow.every((type) => covers(wide, type)))
  const [oldFormat, newFormat] = [formatOf(before), formatOf(after)]
  return [
    ...(fits ? [] : [`${place}: its type was ${old.join(' or ') || 'any'}, now it is ${now.join(' or ') || 'any'}`]),
    ...(oldFormat === newFormat
      ? []
      : [`${place}: its format was ${String(oldFormat)}, now it is ${String(newFormat)}`])
  ]
}

/** `binary` describes how a client reads the body, not its text. */
function formatOf({ format }: Part['before']): unknown {
  return format === 'binary' ? undefined : format
}

function typesOf({ type }: Part['before']): string[] {
  return (Array.isArray(type) ? type : [type]).filter((name) => typeof name === 'string')
}

function covers(types: readonly string[], type: string): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'))
}

function propertyBreaks(direction: Direction, { place, before, after }: Part): string[] {
  const now = objectOf(after['properties'])
  const gone = Object.keys(objectOf(before['properties'])).filter((name) => !(name in now))
  const closed = direction === 'request' && after['additionalProperties'] === false
  return [
    ...gone.map((name) => `${place}.${name} is gone`),
    ...(direction === 'request'
      ? namesAdded(before, after).map((name) => `${place}.${name} must now be sent`)
      : namesLeftOut(before, after).flatMap((name) => (name in now ? [`${place}.${name} may now be missing`] : []))),
    ...(closed && before['additionalProperties'] !== false ? [`${place}: other properties are refused`] : [])
  ]
}

/** Properties that an answer may now omit by itself. With `x-selected-by`, a parameter of the caller decides. */
function namesLeftOut(before: Part['before'], after: Part['before']): string[] {
  return after['x-selected-by'] === undefined ? namesAdded(after, before) : []
}

/** Required properties of `more` that `fewer` does not require. */
function namesAdded(fewer: Part['before'], more: Part['before']): string[] {
  const known = listOf(fewer['required'])
  return listOf(more['required']).flatMap((name) => (known.includes(name) ? [] : [String(name)]))
}

const choices = ['anyOf', 'oneOf', 'allOf'] as const

function choiceBreaks(direction: Direction, part: Part): string[] {
  return choices.flatMap((keyword) =>
    choiceFits(direction, part, keyword) ? [] : [`${part.place}: its ${keyword} changed`]
  )
}

/** A request may gain alternatives and a response may lose them. */
function choiceFits(direction: Direction, { before, after }: Part, keyword: (typeof choices)[number]): boolean {
  const [old, now] = [listOf(before[keyword]).length, listOf(after[keyword]).length]
  if (old === now) return true
  if (keyword === 'allOf' || old === 0 || now === 0) return false
  return now > old === (direction === 'request')
}

/** The schemas that both versions have inside this one. */
function partsOf(direction: Direction, part: Part): Part[] {
  const { documents, place, before, after } = part
  const properties = memberOf(part, 'properties')
  const shared = Object.keys(properties.before).filter((name) => name in properties.after)
  return [
    ...shared.map((name) => memberOf(properties, name, `.${name}`)),
    ...(before['items'] === undefined ? [] : [memberOf(part, 'items', '[]')]),
    ...choices
      .filter((keyword) => choiceFits(direction, part, keyword))
      .flatMap((keyword) => {
        const now = listOf(after[keyword])
        const both = listOf(before[keyword]).slice(0, now.length)
        return both.map((choice, index) =>
          partOf(documents, `${place} (choice ${index + 1})`, { before: choice, after: now[index] })
        )
      })
  ]
}
