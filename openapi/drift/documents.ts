import { compare, major } from 'semver'
import type { JsonObject } from '../../src/json.ts'
import { operationBreaks } from './operations.ts'
import { objectOf, partOf, type Documents } from './part.ts'
import { schemeBreaks } from './security.ts'
import { serverBreaks } from './servers.ts'

/** Why a document must not be released after another: a lower version, or a breaking change without a new major version. */
export function releaseBreaks(documents: Documents): string[] {
  const [old, now] = [versionOf(documents.before), versionOf(documents.after)]
  if (major(now) > major(old)) return []
  const fell = compare(now, old) < 0 ? [`the version was ${old}, now it is ${now}`] : []
  return [...fell, ...documentBreaks(documents)]
}

function versionOf({ info }: JsonObject): string {
  return String(objectOf(info)['version'])
}

/**
 * Breaking changes between two versions of an OpenAPI document, one sentence each: parts that are removed, narrowed, newly
 * required, or renamed in a generated client. Additions break nothing, except values of a list in a response.
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
    Object.entries(objectOf(methods)).flatMap(([method, before]) => {
      const name = `${method.toUpperCase()} ${path}`
      const after = objectOf(now[path])[method]
      if (after !== undefined) return operationBreaks(partOf(documents, name, { before, after }))
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
