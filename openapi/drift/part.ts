import { isObject, type JsonObject } from '../../src/json.ts'

/** Two versions of an OpenAPI document. */
export interface Documents {
  readonly before: JsonObject
  readonly after: JsonObject
}

/** The same part of both documents, with references resolved. A part that a document lacks is an empty object. */
export interface Part extends Documents {
  readonly documents: Documents
  /** Name of the part in messages. */
  readonly place: string
}

/** The direction of a value. What a caller sends must stay valid; what a caller reads must stay present. */
export type Direction = 'request' | 'response'

/** Two versions of a node as a part. Throws if a reference has no target. */
export function partOf(documents: Documents, place: string, nodes: { before: unknown; after: unknown }): Part {
  const before = resolve(documents.before, nodes.before)
  const after = resolve(documents.after, nodes.after)
  return { documents, place, before, after }
}

/** A member of a part, as a part. */
export function memberOf({ documents, place, before, after }: Part, name: string, suffix = ''): Part {
  return partOf(documents, `${place}${suffix}`, { before: before[name], after: after[name] })
}

/** A node as an object; an empty one if it is anything else. */
export function objectOf(node: unknown): JsonObject {
  return isObject(node) ? node : {}
}

/** A node as a list; an empty one if it is anything else. */
export function listOf(node: unknown): unknown[] {
  return Array.isArray(node) ? node : []
}

/** A node, or the target of its `$ref` (`#/components/…`). Throws if there is none. */
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
