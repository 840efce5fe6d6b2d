import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

interface Response {
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content?: Readonly<Record<string, { readonly schema: object }>>
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Response>> }>>>
  >
}

/** Compares answers with one document. */
export interface Judge {
  /**
   * The difference; null if there is none. The status, headers and media type must be documented for the operation, and the body
   * valid for its schema. Methods and paths outside the document are not checked.
   */
  readonly undocumented: (
    method: string,
    path: string,
    status: number,
    mediaType: string,
    body: unknown,
    headers?: Iterable<string>
  ) => string | null
  /** Why a value is invalid for a schema of the document; null if it is valid. */
  readonly mistakeIn: (schema: object, value: unknown) => string | null
}

/** Headers of HTTP itself and of CORS, and those of every answer, which the introduction of the document lists. */
const undocumentedHeaders = new Set(
  [
    'connection content-length content-type date keep-alive transfer-encoding vary',
    'access-control-allow-credentials access-control-allow-origin access-control-expose-headers timing-allow-origin',
    'content-security-policy cross-origin-resource-policy referrer-policy x-content-type-options x-frame-options'
  ].flatMap((names) => names.split(' '))
)

/** A judge for an OpenAPI document, given as text. */
export function judgeBy(text: string): Judge {
  const document: Document = JSON.parse(text)
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addSchema(document, 'document')
  /** Validators by schema. */
  const validators = new WeakMap<object, ValidateFunction>()
  const paths = Object.keys(document.paths).map((path): [string, RegExp] => [
    path,
    new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
  ])

  const mistakeIn: Judge['mistakeIn'] = (schema, value) => {
    let validate = validators.get(schema)
    if (validate === undefined) {
      const absolute = JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/')
      validate = ajv.compile(JSON.parse(absolute))
      validators.set(schema, validate)
    }
    return validate(value) ? null : ajv.errorsText(validate.errors)
  }

  return {
    mistakeIn,
    undocumented(method, path, status, mediaType, body, headers = []) {
      const [pathname = ''] = path.split('?', 1)
      const [template = ''] =
        paths.find(([exact]) => exact === pathname) ?? paths.find(([, pattern]) => pattern.test(pathname)) ?? []
      const operation = document.paths[template]?.[method.toLowerCase()]
      // An undecodable value is no parameter value: its path is unknown.
      if (operation === undefined || !isDecodable(pathname)) return null
      const name = `${method} ${template}`
      const response = operation.responses[String(status)]
      if (response === undefined) return `${name} documents no status ${status}`
      const known = new Set(Object.keys(response.headers ?? {}).map((header) => header.toLowerCase()))
      const unknown = [...headers].filter((header) => !known.has(header) && !undocumentedHeaders.has(header))
      if (unknown.length > 0) return `${name} documents no header ${unknown.join(', ')} for status ${status}`
      const [type = ''] = mediaType.split(';', 1)
      const content = response.content?.[type]
      if (content === undefined) return `${name} documents no ${type} for status ${status}`
      const mistake = mistakeIn(content.schema, body)
      return mistake === null ? null : `${name} ${status}: ${mistake}`
    }
  }
}

/** The judge for the committed document. */
export const { undocumented, mistakeIn } = judgeBy(
  readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')
)

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
