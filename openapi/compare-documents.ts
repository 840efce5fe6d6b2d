import type { JsonObject } from '../src/protocols/json.ts'
import { schemaBreaks, type Direction, type Documents } from './compare-schemas.ts'
import { listOf, objectOf, resolve } from './read-node.ts'

/**
 * What breaks callers between two versions of an OpenAPI document, one sentence each: whatever was removed or narrowed, or is
 * newly required. What was added breaks nobody.
 */
export function documentBreaks(documents: Documents): string[] {
  const old = objectOf(documents.before['paths'])
  const now = objectOf(documents.after['paths'])
  return Object.entries(old).flatMap(([path, methods]) =>
    Object.entries(objectOf(methods)).flatMap(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`
      const after = objectOf(now[path])[method]
      return after === undefined
        ? [`${name} is gone`]
        : operationBreaks(documents, name, objectOf(operation), objectOf(after))
    })
  )
}

function operationBreaks(documents: Documents, name: string, before: JsonObject, after: JsonObject): string[] {
  return [
    ...(before['operationId'] === after['operationId'] ? [] : [`${name}: its operationId changed`]),
    ...securityBreaks(name, before, after),
    ...parameterBreaks(documents, name, before, after),
    ...bodyBreaks(documents, name, before, after),
    ...responseBreaks(documents, name, before, after)
  ]
}

/** Each way in that there was must still be one. No way at all, and the empty one, let in anyone. */
function securityBreaks(name: string, before: JsonObject, after: JsonObject): string[] {
  const now = ways(after)
  return now.includes('{}')
    ? []
    : ways(before)
        .filter((way) => !now.includes(way))
        .map((way) => `${name}: security ${way} is not enough any more`)
}

function ways({ security }: JsonObject): string[] {
  return listOf(security).length === 0 ? ['{}'] : listOf(security).map((way) => JSON.stringify(way))
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

function responseBreaks(documents: Documents, name: string, before: JsonObject, after: JsonObject): string[] {
  const responses = objectOf(after['responses'])
  return Object.entries(objectOf(before['responses'])).flatMap(([status, response]) => {
    const place = `${name}: status ${status}`
    if (responses[status] === undefined) return [`${place} is gone`]
    const old = resolve(documents.before, response)
    const now = resolve(documents.after, responses[status])
    const headers = objectOf(now['headers'])
    const lost = Object.keys(objectOf(old['headers'])).filter((header) => !(header in headers))
    return lost
      .map((header) => `${place}: header ${header} is gone`)
      .concat(contentBreaks(documents, 'response', place, old, now))
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
