import { readFileSync } from 'node:fs'
import openapiTypescript, { astToString, COMMENT_HEADER } from 'openapi-typescript'

/** The document as TypeScript. Properties with a default are optional, because only requests have them. */
export async function clientSchema(): Promise<string> {
  const document = readFileSync(new URL('../openapi.json', import.meta.url), 'utf8')
  return COMMENT_HEADER + astToString(await openapiTypescript(document, { defaultNonNullable: false }))
}
