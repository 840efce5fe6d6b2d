import { isObject, type JsonObject } from '../../json.ts'
import { belowPublicPath } from './below-public-path.ts'
import { enumerations } from './text.ts'

/**
 * Turns examples into texts. The generator treats examples as schemas and changes those with a member `properties`; texts are
 * safe. `finishDocument` turns them back.
 */
export function withTextExamples<Part>(part: Part): Part
export function withTextExamples(part: unknown): unknown {
  return mapExamples(part, (example) => ({ ...example, value: JSON.stringify(example['value']) }))
}

/**
 * Completes the generated document in place. Examples become objects again. Objects and enumerations with a `title` become
 * components of that name, and so do headers of responses and examples that operations share. `documentedAs` replaces a schema.
 */
export function finishDocument<Document extends object>(document: Document, publicPath: string): Document {
  const found: Found = { schemas: {}, headers: {}, examples: {} }
  const shared: unknown = share(document, found)
  const { components } = isObject(shared) ? shared : {}
  const { schemas, ...others } = isObject(components) ? components : {}
  const all = { ...others, headers: found.headers, schemas: { ...(isObject(schemas) && schemas), ...found.schemas } }
  const whole = mapExamples({ ...(isObject(shared) && shared), components: all }, (example) => ({
    ...example,
    value: JSON.parse(String(example['value']))
  }))
  Object.assign(document, shareExamples(whole, found))
  Object.assign(document, { components: { ...all, examples: found.examples } })
  return Object.assign(document, belowPublicPath(document, publicPath))
}

interface Found {
  readonly schemas: JsonObject
  readonly headers: JsonObject
  readonly examples: JsonObject
}

function share(node: unknown, found: Found): unknown {
  if (Array.isArray(node)) return node.map((item: unknown) => share(item, found))
  if (!isObject(node)) return node
  if (isObject(node['documentedAs'])) return share(node['documentedAs'], found)
  const { title, ...rest } = mapValues(node, (value, key) =>
    key === 'headers' && isObject(value)
      ? mapValues(value, (header, name) => shareAs({ kind: 'headers', name }, header, found))
      : share(value, found)
  )
  if (typeof title !== 'string') return title === undefined ? rest : { title, ...rest }
  const meaning = enumerations[title]
  if (meaning !== undefined) {
    const { description, ...values } = rest
    found.schemas[title] = { ...values, description: meaning }
    return { $ref: `#/components/schemas/${title}`, ...(description !== undefined && { description }) }
  }
  if (rest['type'] !== 'object') return { title, ...rest }
  found.schemas[title] = rest
  return { $ref: `#/components/schemas/${title}` }
}

/** The first part with a name becomes a component. Another part with that name stays in place unless it is equal. */
function shareAs({ kind, name }: { kind: 'headers' | 'examples'; name: string }, part: unknown, found: Found): unknown {
  const known = found[kind]
  known[name] ??= part
  return JSON.stringify(known[name]) === JSON.stringify(part) ? { $ref: `#/components/${kind}/${name}` } : part
}

/** Moves examples that occur more than once. */
function shareExamples(document: unknown, found: Found): unknown {
  const times = new Map<string, number>()
  mapExamples(document, (example) => {
    const text = JSON.stringify(example)
    times.set(text, (times.get(text) ?? 0) + 1)
    return example
  })
  return mapExamples(document, (example, name) =>
    times.get(JSON.stringify(example)) === 1 ? example : shareAs({ kind: 'examples', name }, example, found)
  )
}

/** A copy with each example changed. In schemas `examples` is a list and stays unchanged. */
function mapExamples(node: unknown, change: (example: JsonObject, name: string) => unknown): unknown {
  if (Array.isArray(node)) return node.map((item: unknown) => mapExamples(item, change))
  if (!isObject(node)) return node
  return mapValues(node, (part, key) =>
    key === 'examples' && isObject(part)
      ? mapValues(part, (example, name) => (isObject(example) ? change(example, name) : example))
      : mapExamples(part, change)
  )
}

function mapValues(object: JsonObject, change: (value: unknown, key: string) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]))
}
