import type { JsonObject } from '../../src/json.ts'
import type { Direction } from './schemas.ts'

/** What breaks callers in the values that two versions of a schema allow: its list, its bounds and its default. */
export function valueBreaks(direction: Direction, place: string, before: JsonObject, after: JsonObject): string[] {
  const [old, now] = [valuesOf(before), valuesOf(after)]
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
    ...boundBreaks(place, before, after),
    ...defaultBreaks(place, before, after)
  ]
}

/** Those of a schema that has a list of them, or one; else null. */
function valuesOf({ enum: list, const: one }: JsonObject): readonly unknown[] | null {
  return Array.isArray(list) ? list : one === undefined ? null : [one]
}

/** CHANGELOG.md: callers expect sources and problem types that they do not know. */
function mayGrow(place: string, value: unknown): boolean {
  return place.endsWith('.source') || String(value).startsWith('/problems/')
}

const lowerBounds = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const
const upperBounds = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const

function boundBreaks(place: string, before: JsonObject, after: JsonObject): string[] {
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

/** What becomes of a request that leaves it out. Where nothing was said, nothing was promised. */
function defaultBreaks(place: string, before: JsonObject, after: JsonObject): string[] {
  const [old, now] = [before, after].map((schema) => JSON.stringify(schema['default']))
  return old === undefined || old === now ? [] : [`${place}: its default was ${old}, now it is ${now ?? 'none'}`]
}
