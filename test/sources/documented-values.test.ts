import t from 'tap'
import { judgeBy } from '../support/document.ts'
import { startSandbox } from '../support/service.ts'
import { sources } from '../support/sources.ts'

/** Services with other sources, and the sources that an example may name. */
const services = { 'every source': {}, 'iam alone': { SOURCES: 'iam' }, 'the lookup alone': { SOURCES: 'identity' } }

for (const [name, environment] of Object.entries(services)) {
  void t.test(`with ${name}`, async (t) => {
    const { url, app } = await startSandbox(t, { environment })
    const document: Document = (await app.server.inject('/openapi.json')).json()
    const { mistakeIn } = judgeBy(JSON.stringify(document))
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): Asked => ({ method, path, operation }))
    )
    /** Status and text of the answer to an operation with these values. */
    const send = async ({ method, path, operation }: Asked, values: (given: Value) => unknown) => {
      const init: RequestInit = { method }
      let target = path
      const query = new URLSearchParams()
      for (const parameter of operation.parameters ?? []) {
        const value = values({ example: parameter.example, default: parameter.schema.default })
        const text = String(parameter.in === 'path' ? parameter.example : value)
        if (parameter.in === 'path') target = target.replace(`{${parameter.name}}`, text)
        if (parameter.in === 'query' && value !== undefined) query.set(parameter.name, text)
      }
      const schema = bodyOf(document, operation)
      if (schema !== null) {
        const defaults = Object.entries(schema.properties ?? {}).map(([key, property]) => [key, property.default])
        const body = values({ example: schema.examples[0], default: Object.fromEntries(defaults) })
        Object.assign(init, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
      }
      const response = await fetch(`${url}${target}?${query.toString()}`, init)
      return { status: response.status, text: await response.text() }
    }

    await t.test('every example is valid for its schema', async (t) => {
      for (const { method, path, operation } of operations) {
        for (const { name, schema, example } of operation.parameters ?? [])
          if (example !== undefined) t.equal(mistakeIn(schema, example), null, `${method} ${path} ${name}`)
        const schema = bodyOf(document, operation)
        if (schema !== null) t.ok(schema.examples.length > 0, `${method} ${path} body`)
        for (const example of schema?.examples ?? [])
          t.equal(mistakeIn(schema ?? {}, example), null, `${method} ${path} body`)
      }
    })

    await t.test('values that the docs page fills in can be sent unchanged', async (t) => {
      for (const asked of operations) {
        const { status, text } = await send(asked, ({ example, default: value }) => example ?? value)
        t.equal(status, 200, `${asked.method} ${asked.path}: ${text.slice(0, 300)}`)
      }
    })

    await t.test('a default can be sent', async (t) => {
      for (const asked of operations) {
        const { operation } = asked
        const inBody = Object.values(bodyOf(document, operation)?.properties ?? {})
        const schemas = [...(operation.parameters ?? []).map(({ schema }) => schema), ...inBody]
        if (schemas.every((schema) => schema.default === undefined)) continue
        const { status, text } = await send(asked, ({ default: value }) => value)
        t.equal(status, 200, `${asked.method} ${asked.path}: ${text.slice(0, 300)}`)
      }
    })

    await t.test('an answer in an example names enabled sources only', async (t) => {
      const enabled = sourcesWith(environment)
      for (const { method, path, operation } of operations) {
        // An example of a problem may come from any installation.
        if (path.startsWith('/problems')) continue
        const { examples = {} } = operation.responses['200']?.content['application/json'] ?? {}
        for (const [key, example] of Object.entries(examples)) {
          const { value } = document.components.examples[example.$ref?.split('/').at(-1) ?? ''] ?? example
          for (const [, source = ''] of JSON.stringify(value).matchAll(/"source":"([a-z]+)"/g))
            t.ok(enabled.includes(source), `${method} ${path} ${key}: ${source}`)
        }
      }
    })
  })
}

/** The enabled sources. */
function sourcesWith({ SOURCES }: { readonly SOURCES?: string }): readonly string[] {
  return SOURCES?.split(',') ?? sources
}

/** The schema of a body, with the examples in it or beside it. */
function bodyOf({ components }: Document, { requestBody }: Operation) {
  if (requestBody === undefined) return null
  const { schema, example } = requestBody.content['application/json']
  const { examples = [], ...own } = components.schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema
  return { ...own, examples: example === undefined ? examples : [example] }
}

interface Asked {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

interface Value {
  readonly example: unknown
  readonly default: unknown
}

interface Schema {
  readonly $ref?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
}

interface Example {
  readonly $ref?: string
  readonly value?: unknown
}

interface Operation {
  readonly parameters?: readonly {
    readonly in: string
    readonly name: string
    readonly example?: unknown
    readonly schema: Schema
  }[]
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: Schema; readonly example?: unknown } }
  }
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly content: Readonly<Record<string, { readonly examples?: Readonly<Record<string, Example>> }>>
      }
    >
  >
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly examples: Readonly<Record<string, Example>>
  }
}
