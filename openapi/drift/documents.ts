import type { JsonObject } from '../../src/json.ts'
import { operationBreaks } from './operations.ts'
import type { Documents } from './schemas.ts'
import { schemeBreaks } from './security.ts'
import { serverBreaks } from './servers.ts'
import { objectOf } from './read-node.ts'

/**
 * What breaks callers between two versions of an OpenAPI document, one sentence each: whatever was removed or narrowed, is newly
 * required, or has another name in a client that is generated. What was added breaks nobody, but values of lists in answers.
 */
export function documentBreaks(documents: Documents): string[] {
  const { before, after } = documents
  return [
    ...serverBreaks('', before, after),
    ...schemeBreaks(documents),
    ...pathBreaks(documents),
    ...Object.keys(schemasOf(before))
      .filter((name) => !(name in schemasOf(after)))
      .map((name) => `schema ${name} is gone`)
  ]
}

function schemasOf({ components }: JsonObject): JsonObject {
  return objectOf(objectOf(components)['schemas'])
}

function pathBreaks(documents: Documents): string[] {
  const old = objectOf(documents.before['paths'])
  const now = objectOf(documents.after['paths'])
  return Object.entries(old).flatMap(([path, methods]) =>
    Object.entries(objectOf(methods)).flatMap(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`
      const after = objectOf(now[path])[method]
      if (after !== undefined) return operationBreaks(documents, name, objectOf(operation), objectOf(after))
      const other = Object.keys(now).find((key) => shapeOf(key) === shapeOf(path) && method in objectOf(now[key]))
      return other === undefined
        ? [`${name} is gone`]
        : [`${name} is ${other} now, which is another name in a generated client`]
    })
  )
}

/** A path without the names of its parameters. */
function shapeOf(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, '{}')
}
