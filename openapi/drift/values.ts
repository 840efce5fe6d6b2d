import type { JsonObject } from '../../src/json.ts'
import type { Direction, Part } from './part.ts'

/** Breaking changes in the values that two versions of a schema allow: list, bounds, pattern and default. */
export function valueBreaks(direction: Direction, part: Part): string[] {
  const { place } = part
  const [old, now] = [valuesOf(part.before), valuesOf(part.after)]
  if (direction === 'response') {
    if (old === null) return []
    if (now === null) return [`${place}: its list of values is gone`]
    const added = now.filter((value) => !old.includes(value) && !mayGrow(place, value))
    return added.map((value) => `${place}: ${String(value)} is a new value`)
  }
  const gone = now === null ? [] : (old ?? []).filter((value) => !now.includes(value))
  return [
    ...gone.map((value) => `${place}: ${String(value)} is no value any more`),
    ...(old === null && now !== null ? [`${place}: its list of values is new`] : []),
    ...boundBreaks(part),
    ...defaultBreaks(part)
  ]
}

/** The values of `enum` or `const`; null if the schema has neither. */
function valuesOf({ enum: list, const: one }: JsonObject): readonly unknown[] | null {
  return Array.isArray(list) ? list : one === undefined ? null : [one]
}

/** CHANGELOG.md: callers accept sources, problem types, warnings and properties that they do not know. */
function mayGrow(place: string, value: unknown): boolean {
  return (
    /\.(source|slug|warnings\[\]\.code|(sources|masked|properties)\[\])$/.test(place) ||
    String(value).startsWith('/problems/')
  )
}

const lowerBounds = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const
const upperBounds = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const

function boundBreaks({ place, before, after }: Part): string[] {
  const isTighter = (name: string, sign: 1 | -1): boolean => {
    const limit = after[name]
    const old = before[name]
    return typeof limit === 'number' && (typeof old !== 'number' || (limit - old) * sign > 0)
  }
  const tighter = [
    ...lowerBounds.filter((name) => isTighter(name, 1)),
    ...upperBounds.filter((name) => isTighter(name, -1)),
    ...(after['pattern'] !== undefined && after['pattern'] !== before['pattern'] ? ['pattern'] : [])
  ]
  return tighter.map((name) => `${place}: ${name} is stricter`)
}

/** A default decides the meaning of a request without the value. Adding a default breaks nothing. */
function defaultBreaks({ place, before, after }: Part): string[] {
  const [old, now] = [before, after].map((schema) => JSON.stringify(schema['default']))
  return old === undefined || old === now ? [] : [`${place}: its default was ${old}, now it is ${now ?? 'none'}`]
}
