import { isObject, type JsonObject } from '../protocols/json.ts'

/**
 * The generator reads examples as if they were schemas, and bends those that have a member `properties`. Examples as texts
 * pass unharmed; `finishDocument` makes them themselves again.
 */
export function withTextExamples<Part>(part: Part): Part
export function withTextExamples(part: unknown): unknown {
  return mapExamples(part, (value) => JSON.stringify(value))
}

/**
 * What the generator leaves to do, in place: examples become themselves again, objects with a `title` become components of that
 * name, and so do headers of responses, which many operations share.
 */
export function finishDocument<Document extends object>(document: Document): Document {
  const found: Found = { schemas: {}, headers: {} }
  const shared: unknown = share(document, found)
  const { components } = isObject(shared) ? shared : {}
  const { schemas, ...others } = isObject(components) ? components : {}
  const all = { ...others, headers: found.headers, schemas: { ...(isObject(schemas) && schemas), ...found.schemas } }
  return Object.assign(
    document,
    mapExamples({ ...(isObject(shared) && shared), components: all }, (value) => JSON.parse(String(value)))
  )
}

interface Found {
  readonly schemas: JsonObject
  readonly headers: JsonObject
}

function share(node: unknown, found: Found): unknown {
  if (Array.isArray(node)) return node.map((item: unknown) => share(item, found))
  if (!isObject(node)) return node
  const { title, ...rest } = mapValues(node, (value, key) =>
    key === 'headers' && isObject(value) ? shareHeaders(value, found) : share(value, found)
  )
  if (typeof title !== 'string' || rest['type'] !== 'object') return title === undefined ? rest : { title, ...rest }
  found.schemas[title] = rest
  return { $ref: `#/components/schemas/${title}` }
}

function shareHeaders(headers: JsonObject, found: Found): JsonObject {
  Object.assign(found.headers, headers)
  return mapValues(headers, (_header, name) => ({ $ref: `#/components/headers/${name}` }))
}

/** A copy in which each example's value is changed. In schemas `examples` is a list, which stays as it is. */
function mapExamples(node: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(node)) return node.map((item: unknown) => mapExamples(item, change))
  if (!isObject(node)) return node
  return mapValues(node, (part, key) =>
    key === 'examples' && isObject(part)
      ? mapValues(part, (example) => (isObject(example) ? { ...example, value: change(example['value']) } : example))
      : mapExamples(part, change)
  )
}

function mapValues(object: JsonObject, change: (value: unknown, key: string) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]))
}
