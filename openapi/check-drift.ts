import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isObject, type JsonObject } from '../src/protocols/json.ts'
import { documentBreaks } from './compare-documents.ts'
import { objectOf } from './read-node.ts'

/**
 * Compares the document with the one that was released last, and ends with 1 when a change breaks callers while the major
 * version is the same. With `--release` the document becomes the released one, unless that is so. `path`: another document
 * than the generated one.
 */
function main(release: boolean, path = fileURLToPath(new URL('./openapi.json', import.meta.url))): void {
  const released = fileURLToPath(new URL('./released/openapi.json', import.meta.url))
  const before = read(released)
  const after = read(path)
  const breaks = majorOf(before) === majorOf(after) ? documentBreaks({ before, after }) : []
  for (const line of breaks) process.stderr.write(`${line}\n`)
  if (breaks.length > 0) {
    process.stderr.write('This breaks callers: take it back, or raise the major version and say so in CHANGELOG.md\n')
    process.exitCode = 1
  } else if (release) {
    writeFileSync(released, `${JSON.stringify(after, null, 2)}\n`)
  }
}

function read(path: string): JsonObject {
  const document: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!isObject(document)) throw new Error(`${path} is no document`)
  return document
}

function majorOf({ info }: JsonObject): string | undefined {
  return String(objectOf(info)['version']).split('.', 1)[0]
}

main(
  process.argv.includes('--release'),
  process.argv.slice(2).find((argument) => !argument.startsWith('--'))
)
