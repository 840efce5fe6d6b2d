import type { JsonObject } from '../../src/json.ts'
import { schemaBreaks, type Direction, type Documents } from './schemas.ts'
import { securityBreaks } from './security.ts'
import { serverBreaks } from './servers.ts'
import { listOf, objectOf, resolve } from './read-node.ts'

/** What breaks callers between two versions of an operation. `name`: its method and path. */
export function operationBreaks(documents: Documents, name: string, before: JsonObject, after: JsonObject): string[] {
  return [
    ...(before['operationId'] === after['operationId'] ? [] : [`${name}: its operationId changed`]),
    ...serverBreaks(name, before, after),
    ...securityBreaks(name, before, after),
    ...parameterBreaks(documents, name, before, after),
    ...bodyBreaks(documents, name, before, after),
    ...responseBreaks(documents, name, before, after)
  ]
}

function parameterBreaks(documents: Documents, name: string, before: JsonObject, after: JsonObject): string[] {
  const old = parametersOf(documents.before, before)
  const breaks: string[] = []
  for (const [key, parameter] of parametersOf(documents.after, after)) {
    const known = old.get(key)
    old.delete(key)
    const place = `${name}: ${key}`
    if (parameter['required'] === true && known?.['required'] !== true) breaks.push(`${place} must now be sent`)
    if (known === undefined) continue
    for (const member of ['style', 'explode'])
      if (known[member] !== parameter[member]) breaks.push(`${place}: its ${member} changed`)
    breaks.push(...schemaBreaks(documents, 'request', place, { before: known['schema'], after: parameter['schema'] }))
  }
  return [...breaks, ...[...old.keys()].map((key) => `${name}: ${key} is gone`)]
}

/** By their place and name. */
function parametersOf(document: JsonObject, { parameters }: JsonObject): Map<string, JsonObject> {
  const resolved = listOf(parameters).map((parameter) => resolve(document, parameter))
  return new Map(
    resolved.map((parameter) => [`${String(parameter['in'])} parameter ${String(parameter['name'])}`, parameter])
  )
}

function bodyBreaks(documents: Documents, name: string, before: JsonObject, after: JsonObject): string[] {
  const old = resolve(documents.before, before['requestBody'])
  const now = resolve(documents.after, after['requestBody'])
  const place = `${name}: request body`
  return [
    ...(now['required'] === true && old['required'] !== true ? [`${place} must now be sent`] : []),
    ...contentBreaks(documents, 'request', place, old, now)
  ]
}

/** A new status breaks callers when it is no failure: they take the ones they know for all there are. */
function responseBreaks(documents: Documents, name: string, before: JsonObject, after: JsonObject): string[] {
  const [old, now] = [objectOf(before['responses']), objectOf(after['responses'])]
  const added = Object.keys(now).filter((status) => !(status in old) && !/^[45]/.test(status))
  const breaks = Object.entries(old).flatMap(([status, response]) => {
    const place = `${name}: status ${status}`
    if (now[status] === undefined) return [`${place} is gone`]
    const parts = [resolve(documents.before, response), resolve(documents.after, now[status])] as const
    return headerBreaks(documents, place, ...parts).concat(contentBreaks(documents, 'response', place, ...parts))
  })
  return [...breaks, ...added.map((status) => `${name}: status ${status} is new`)]
}

function headerBreaks(documents: Documents, place: string, before: JsonObject, after: JsonObject): string[] {
  const now = objectOf(after['headers'])
  return Object.entries(objectOf(before['headers'])).flatMap(([header, described]) => {
    const own = `${place}: header ${header}`
    if (!(header in now)) return [`${own} is gone`]
    const parts = { before: resolve(documents.before, described), after: resolve(documents.after, now[header]) }
    const breaks = schemaBreaks(documents, 'response', own, {
      before: parts.before['schema'],
      after: parts.after['schema']
    })
    const mayMiss = parts.before['required'] === true && parts.after['required'] !== true
    return mayMiss ? [`${own} may now be missing`].concat(breaks) : breaks
  })
}

function contentBreaks(
  documents: Documents,
  direction: Direction,
  place: string,
  before: JsonObject,
  after: JsonObject
): string[] {
  const now = objectOf(after['content'])
  return Object.entries(objectOf(before['content'])).flatMap(([type, media]) =>
    type in now
      ? schemaBreaks(documents, direction, `${place}, ${type}`, {
          before: objectOf(media)['schema'],
          after: objectOf(now[type])['schema']
        })
      : [`${place}: ${type} is gone`]
  )
}
