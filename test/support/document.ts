import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const document: Document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'))
const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addSchema(document, 'document')

const paths = Object.keys(document.paths).map((path): [string, RegExp] => [
  path,
  new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
])

/**
 * What differs between an answer and the document, null when nothing does: the status is documented for the operation, and
 * the body is as its schema says. Methods and paths that the document does not have are not judged.
 */
export function undocumented(
  method: string,
  path: string,
  status: number,
  mediaType: string,
  body: unknown
): string | null {
  const [pathname = ''] = path.split('?', 1)
  const [template] =
    paths.find(([exact]) => exact === pathname) ?? paths.find(([, pattern]) => pattern.test(pathname)) ?? []
  const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()]
  if (template === undefined || operation === undefined) return null
  const response = operation.responses[String(status)]
  if (response === undefined) return `${method} ${template} documents no status ${status}`
  const [type = ''] = mediaType.split(';', 1)
  if (response.content?.[type] === undefined) return `${method} ${template} documents no ${type} for status ${status}`
  const pointer = ['paths', template, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema']
  const reference = pointer
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/')
  const validate = ajv.getSchema(`document#/${reference}`)
  if (validate === undefined) return `${method} ${template} has no schema for status ${status}`
  return validate(body) ? null : `${method} ${template} ${status}: ${ajv.errorsText(validate.errors)}`
}
