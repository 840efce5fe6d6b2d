import type { JsonObject } from '../../src/json.ts'
import { listOf, memberOf, partOf, resolve, type Direction, type Part } from './part.ts'
import { schemaBreaks } from './schemas.ts'
import { securityBreaks } from './security.ts'
import { serverBreaks } from './servers.ts'

/** Breaking changes between two versions of an operation. */
export function operationBreaks(operation: Part): string[] {
  const { place, before, after } = operation
  return [
    ...(before['operationId'] === after['operationId'] ? [] : [`${place}: its operationId changed`]),
    ...serverBreaks(`${place}: `, before, after),
    ...securityBreaks(operation),
    ...parameterBreaks(operation),
    ...bodyBreaks(operation),
    ...responseBreaks(operation)
  ]
}

function parameterBreaks({ documents, place, before, after }: Part): string[] {
  const old = parametersOf(documents.before, before)
  const now = parametersOf(documents.after, after)
  const added = [...now].filter(([key, parameter]) => !old.has(key) && parameter['required'] === true)
  return [
    ...added.map(([key]) => `${place}: ${key} must now be sent`),
    ...[...old].flatMap(([key, known]) => {
      const parameter = now.get(key)
      if (parameter === undefined) return [`${place}: ${key} is gone`]
      return knownParameterBreaks(partOf(documents, `${place}: ${key}`, { before: known, after: parameter }))
    })
  ]
}

function knownParameterBreaks(parameter: Part): string[] {
  const { place, before, after } = parameter
  const schema = memberOf(parameter, 'schema')
  // Text and numbers are serialised the same in every style.
  const isList = [schema.before, schema.after].some(({ type }) => type === 'array' || type === 'object')
  const written = ['style', 'explode'].filter((member) => isList && before[member] !== after[member])
  return [
    ...(after['required'] === true && before['required'] !== true ? [`${place} must now be sent`] : []),
    ...written.map((member) => `${place}: its ${member} changed`),
    ...schemaBreaks('request', schema)
  ]
}

/** Parameters by place and name. */
function parametersOf(document: JsonObject, { parameters }: JsonObject): Map<string, JsonObject> {
  return new Map(
    listOf(parameters).map((node) => {
      const parameter = resolve(document, node)
      return [`${String(parameter['in'])} parameter ${String(parameter['name'])}`, parameter]
    })
  )
}

function bodyBreaks(operation: Part): string[] {
  const body = memberOf(operation, 'requestBody', ': request body')
  const mustBeSent = body.after['required'] === true && body.before['required'] !== true
  return [...(mustBeSent ? [`${body.place} must now be sent`] : []), ...contentBreaks('request', body)]
}

/** A new success status is a break, because callers handle only the known ones. A new failure status is not. */
function responseBreaks(operation: Part): string[] {
  const { place } = operation
  const responses = memberOf(operation, 'responses')
  const [old, now] = [Object.keys(responses.before), Object.keys(responses.after)]
  const kept = old.filter((status) => now.includes(status))
  return [
    ...old.filter((status) => !now.includes(status)).map((status) => `${place}: status ${status} is gone`),
    ...kept.flatMap((status) => keptResponseBreaks(memberOf(responses, status, `: status ${status}`))),
    ...now
      .filter((status) => !old.includes(status) && !/^[45]/.test(status))
      .map((status) => `${place}: status ${status} is new`)
  ]
}

function keptResponseBreaks(response: Part): string[] {
  const headers = memberOf(response, 'headers')
  const [old, now] = [Object.keys(headers.before), Object.keys(headers.after)]
  const kept = old.filter((name) => now.includes(name))
  return [
    ...old.filter((name) => !now.includes(name)).map((name) => `${response.place}: header ${name} is gone`),
    ...kept.flatMap((name) => keptHeaderBreaks(memberOf(headers, name, `: header ${name}`))),
    ...contentBreaks('response', response)
  ]
}

function keptHeaderBreaks(header: Part): string[] {
  const { place, before, after } = header
  const mayMiss = before['required'] === true && after['required'] !== true
  const breaks = schemaBreaks('response', memberOf(header, 'schema'))
  return mayMiss ? [`${place} may now be missing`, ...breaks] : breaks
}

function contentBreaks(direction: Direction, part: Part): string[] {
  const content = memberOf(part, 'content')
  return Object.keys(content.before).flatMap((type) =>
    type in content.after
      ? schemaBreaks(direction, memberOf(memberOf(content, type, `, ${type}`), 'schema'))
      : [`${part.place}: ${type} is gone`]
  )
}
