import { readFileSync } from 'node:fs'
import t from 'tap'
import { slugs } from '../../src/model/problem-catalogue.ts'
import { isObject } from '../../src/json.ts'
import { registry } from '../../src/sources/registry.ts'
import { mistakeIn } from '../support/document.ts'

const folder = new URL('../../', import.meta.url)
const document: Document = JSON.parse(readFileSync(new URL('openapi/openapi.json', folder), 'utf8'))
const schemas = document.components.schemas
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation])
)

void t.test('every operation has a unique name, a description and one tag', async (t) => {
  const tags = new Map(document.tags.map(({ name, description }) => [name, description]))
  for (const [name, { summary, description, operationId, tags: own }] of operations) {
    t.match(summary, /^[A-Z].{5,}/, name)
    t.match(description, /^[A-Z][^]{15,}\.$/, name)
    t.match(operationId, /^[a-z]+[A-Z][A-Za-z]+$/, name)
    t.equal(own.length, 1, name)
    t.ok(tags.get(own[0] ?? ''), `${name} has a tag with a description`)
  }
  t.equal(new Set(operations.map(([, { operationId }]) => operationId)).size, operations.length)
  t.same(
    [...tags.keys()].filter((tag) => !operations.some(([, operation]) => operation.tags.includes(tag))),
    []
  )
})

void t.test('every parameter, header, status and property is described in words', async (t) => {
  for (const [name, { parameters = [], responses }] of operations) {
    for (const parameter of parameters) t.ok(parameter.description, `${name} ${parameter.name}`)
    for (const [status, response] of Object.entries(responses)) {
      t.match(response.description, /\.$/, `${name} ${status}`)
      for (const [header, described] of Object.entries(response.headers ?? {}))
        t.ok(resolved('headers', described).description, `${name} ${status} ${header}`)
    }
  }
  walk('', document, (place, schema) => {
    for (const [property, described] of Object.entries(schema.properties ?? {})) {
      const { $ref: reference, description } = described
      const shared = schemas[reference?.split('/').at(-1) ?? '']
      t.match(description ?? shared?.description, /^.{3,}\.$/, `${place} ${property}`)
    }
  })
})

void t.test('schemas have names and are components', async (t) => {
  for (const [name, schema] of Object.entries(schemas)) {
    t.match(name, /^[A-Z][a-z]+([A-Z][a-z]+)*$/)
    t.ok(schema.description, name)
  }
  const text = JSON.stringify(document)
  for (const name of Object.keys(schemas)) t.ok(text.includes(`"#/components/schemas/${name}"`), `${name} is used`)
  const places = new Map<string, string>()
  walk('', document, (place, schema) => {
    const shape = JSON.stringify(schema)
    if (Object.keys(schema.properties ?? {}).length < 2) return
    t.equal(places.get(shape), undefined, `${place} is a schema of its own`)
    places.set(shape, place)
  })
})

void t.test('an enumeration that several schemas use has one name', async (t) => {
  const places = new Map<string, string>()
  const visit = (place: string, node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(place, item)
    if (!isObject(node)) return
    for (const [key, part] of Object.entries(node)) visit(`${place}/${key}`, part)
    // Two short lists may be equal by chance.
    if (!Array.isArray(node['enum']) || node['enum'].length < 4) return
    const values = JSON.stringify(node['enum'])
    t.equal(places.get(values), undefined, place)
    places.set(values, place)
  }
  visit('', document)
  t.match(places.size, /^[5-9]$|^\d\d$/)
})

void t.test('every answer has an example, and every example is valid for its schema', async (t) => {
  for (const [name, { responses, requestBody }] of operations) {
    const bodies = Object.entries({ ...responses, ...(requestBody && { body: requestBody }) })
    for (const [status, { content = {} }] of bodies) {
      for (const [type, { schema, examples, example }] of Object.entries(content)) {
        const all = Object.entries(examples ?? {}).map(([key, shown]) => {
          const { summary, value } = resolved('examples', shown)
          return { key, summary, value }
        })
        const own = schemas[schema.$ref?.split('/').at(-1) ?? '']?.examples ?? []
        const values = [
          ...all,
          ...[example ?? own[0]].flatMap((value) =>
            value === undefined ? [] : [{ key: 'example', summary: 'One', value }]
          )
        ]
        t.ok(values.length > 0, `${name} ${status} ${type}`)
        for (const { key, summary, value } of values) {
          t.ok(summary, `${name} ${status} ${key}`)
          t.equal(mistakeIn(schema, value), null, `${name} ${status} ${key}`)
        }
      }
    }
  }
})

void t.test('every source has a page among the examples, and there are incomplete answers', async (t) => {
  for (const id of ['listAccounts', 'searchAccounts']) {
    const [, operation] = operations.find(([, { operationId }]) => operationId === id) ?? []
    const examples = operation?.responses['200']?.content?.['application/json']?.examples ?? {}
    const lists = registry.filter(({ kind }) => kind === 'list').map(({ id }) => id)
    const shown = (key: string): unknown => resolved('examples', examples[key] ?? {}).value
    for (const source of lists) t.match(shown(source), { data: [{ source }], complete: true })
    t.match(shown('severalSources'), { sources: lists.map((source) => ({ source, status: 'ok' })) })
    t.match(shown('skipped'), { sources: [{ status: 'skipped' }, {}, { status: 'ok' }, {}], complete: false })
    t.match(shown('partial'), { sources: [{ status: 'ok' }, { status: 'failed' }], complete: false })
    t.match(shown('warnings'), { sources: [{ warnings: [{ code: 'short-page' }] }], complete: false })
    t.match(shown('stale'), { sources: [{ stale: true }] })
    t.match(shown('raw'), { data: [{ raw: {} }] })
  }
})

void t.test('an example of a problem belongs to its own operation', async (t) => {
  for (const [name, { requestBody, responses }] of operations) {
    const [, path = ''] = name.split(' ')
    const own = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
    const place = requestBody === undefined ? 'query' : 'body'
    for (const [status, { content }] of Object.entries(responses)) {
      for (const [key, shown] of Object.entries(content?.['application/problem+json']?.examples ?? {})) {
        const what = `${name} ${status} ${key}`
        const problem: Problem = JSON.parse(JSON.stringify(resolved('examples', shown).value))
        t.equal(problem.type, `/problems/${key}`, what)
        t.equal(problem.status, Number(status), what)
        t.match(problem.instance, own, what)
        for (const mistake of problem.errors ?? [])
          t.ok(mistake.in === place || (mistake.in === 'path' && path.includes('{')), what)
      }
    }
  }
})

void t.test('an operation that needs certain sources has an example of not-found', async (t) => {
  for (const [name, { responses, tags }] of operations) {
    if (!['Accounts', 'Lookup', 'Export'].includes(tags[0] ?? '')) continue
    const examples = responses['404']?.content?.['application/problem+json']?.examples ?? {}
    t.ok('not-found' in examples, name)
  }
})

void t.test('every problem has an example, except method-not-allowed', async (t) => {
  const shown = new Set(
    operations.flatMap(([, { responses }]) =>
      Object.values(responses).flatMap(({ content }) =>
        Object.keys(content?.['application/problem+json']?.examples ?? {})
      )
    )
  )
  t.same(
    slugs.filter((slug) => !shown.has(slug)),
    ['method-not-allowed']
  )
})

void t.test('a property of an account names the sources that can fill it', async (t) => {
  const properties = schemas['Account']?.properties ?? {}
  for (const { id, properties: filled } of registry) {
    for (const name of filled) {
      if (name === 'id' || name === 'source') continue
      t.match(properties[name]?.description, new RegExp(`From [^]*\\b${id}\\b`), `${name} of ${id}`)
    }
  }
})

void t.test('names of durations and ages contain their unit', async (t) => {
  walk('', document, (place, schema) => {
    for (const [name, { description }] of Object.entries(schema.properties ?? {}))
      if (name.endsWith('Ms')) t.match(description, /milliseconds/i, `${place} ${name}`)
  })
  for (const name of ['Age', 'Retry-After']) t.match(document.components.headers[name]?.description, /^Seconds/)
})

void t.test('the version is that of the package, and CHANGELOG.md has a section for it', async (t) => {
  const { version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))
  t.equal(document.info.version, version)
  t.ok(readFileSync(new URL('CHANGELOG.md', folder), 'utf8').includes(`\n## [${version}]`))
})

/** A part, or its referenced component. */
function resolved(kind: 'headers', part: Header): Header
function resolved(kind: 'examples', part: Example): Example
function resolved(kind: 'headers' | 'examples', part: { readonly $ref?: string }): object {
  const { $ref: reference } = part
  return reference === undefined ? part : (document.components[kind][reference.split('/').at(-1) ?? ''] ?? {})
}

/** Calls `visit` for every object with properties outside examples. */
function walk(place: string, node: unknown, visit: (place: string, schema: Schema) => void): void {
  if (Array.isArray(node)) for (const item of node) walk(place, item, visit)
  if (!isObject(node)) return
  const { properties, ...parts } = node
  if (isObject(properties)) {
    visit(place, node)
    for (const [name, property] of Object.entries(properties)) walk(`${place}/${name}`, property, visit)
  }
  for (const [key, part] of Object.entries(parts))
    if (key !== 'examples' && key !== 'example') walk(`${place}/${key}`, part, visit)
}

interface Schema {
  readonly $ref?: string
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
}

/** A header or an example, inline or referenced. */
interface Header {
  readonly $ref?: string
  readonly description?: string
}

interface Example {
  readonly $ref?: string
  readonly summary?: string
  readonly value?: unknown
}

interface Problem {
  readonly type: string
  readonly status: number
  readonly instance: string
  readonly errors?: readonly { readonly in: string }[]
}

interface Components {
  readonly schemas: Readonly<Record<string, Schema>>
  readonly headers: Readonly<Record<string, Header>>
  readonly examples: Readonly<Record<string, Example>>
}

interface Content {
  readonly schema: Schema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, Example>>
}

interface Answer {
  readonly description?: string
  readonly headers?: Readonly<Record<string, Header>>
  readonly content?: Readonly<Record<string, Content>>
}

interface Operation {
  readonly summary: string
  readonly description: string
  readonly operationId: string
  readonly tags: readonly string[]
  readonly parameters?: readonly { readonly name: string; readonly description?: string }[]
  readonly requestBody?: Answer
  readonly responses: Readonly<Record<string, Answer>>
}

interface Document {
  readonly info: { readonly version: string }
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: Components
}
