import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isObject, type JsonObject } from '../../src/json.ts'
import { releaseBreaks } from './documents.ts'

/**
 * Compares the document with the last released one. Exits with 1 on a lower version, or on a breaking change without a new major
 * version. `--release` makes the document the released one, unless the check fails. `path`: a document other than the generated one.
 */
function main(release: boolean, path = fileURLToPath(new URL('../openapi.json', import.meta.url))): void {
  const released = fileURLToPath(new URL('../released/openapi.json', import.meta.url))
  const after = read(path)
  const breaks = releaseBreaks({ before: read(released), after })
  for (const line of breaks) process.stderr.write(`${line}\n`)
  if (breaks.length > 0) {
    process.stderr.write('Breaking change: revert it, or raise the major version and describe it in CHANGELOG.md\n')
    process.exitCode = 1
  } else if (release) {
    writeFileSync(released, `${JSON.stringify(after, null, 2)}\n`)
  }
}

function read(path: string): JsonObject {
  const document: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!isObject(document)) throw new Error(`${path} is not an OpenAPI document`)
  return document
}

main(
  process.argv.includes('--release'),
  process.argv.slice(2).find((argument) => !argument.startsWith('--'))
)
