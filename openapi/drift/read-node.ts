import { isObject, type JsonObject } from '../../src/json.ts'

/** A part of a document as an object; an empty one where it is none. */
export function objectOf(node: unknown): JsonObject {
  return isObject(node) ? node : {}
}

/** A part of a document as a list; an empty one where it is none. */
export function listOf(node: unknown): unknown[] {
  return Array.isArray(node) ? node : []
}

/** A part of a document, or what it points to: `#/components/…`. Throws where that is missing. */
export function resolve(document: JsonObject, node: unknown): JsonObject {
  const { $ref: reference } = objectOf(node)
  if (typeof reference !== 'string') return objectOf(node)
  let target: unknown = document
  for (const name of reference.split('/').slice(1)) {
    target = objectOf(target)[name.replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  if (!isObject(target)) throw new Error(`${reference} points nowhere`)
  return resolve(document, target)
}
