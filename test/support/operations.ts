import { readFileSync } from 'node:fs'

interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
}

interface Described {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } }
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

export interface Operation {
  readonly method: string
  /** The path as in the document, with its parameters in braces. */
  readonly template: string
  /** A request for it, for source tenant if it has a source. */
  readonly path: string
  readonly body: string | null
}

const document: Document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'))

/** Every operation of the document, and HEAD for each GET. */
export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([template, methods]) =>
  Object.entries(methods).flatMap(([method, described]) => {
    const operation = toOperation(method.toUpperCase(), template, described)
    return method === 'get' ? [operation, { ...operation, method: 'HEAD' }] : [operation]
  })
)

function toOperation(method: string, template: string, { parameters = [], requestBody }: Described): Operation {
  const path = template
    .replace('{source}', 'tenant')
    .replace('{id}', 'tenant:ln1541280007455')
    .replace('{slug}', 'forbidden')
  const inQuery = (name: string): boolean =>
    parameters.some((parameter) => parameter.in === 'query' && parameter.name === name)
  const query = inQuery('source') ? '?source=tenant' : inQuery('phone') ? '?phone=10000000001' : ''
  const schema = requestBody?.content['application/json'].schema ?? {}
  const { properties = {} } = document.components.schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema
  const body =
    'source' in properties ? { source: ['tenant'] } : 'keys' in properties ? { keys: [{ phone: '10000000001' }] } : {}
  return { method, template, path: path + query, body: requestBody === undefined ? null : JSON.stringify(body) }
}
