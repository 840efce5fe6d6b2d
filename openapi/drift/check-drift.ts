import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isObject, type JsonObject } from '../../src/json.ts'
import { documentBreaks } from './documents.ts'
import { compareVersions, majorOf } from './versions.ts'
import { objectOf } from './read-node.ts'

/**
 * Compares the document with the one that was released last, and ends with 1 when the version fell, or a change breaks callers
 * while the major version is the same. With `--release` the document becomes the released one, unless that is so. `path`:
 * another document than the generated one.
 */
function main(release: boolean, path = fileURLToPath(new URL('../openapi.json', import.meta.url))): void {
  const released = fileURLToPath(new URL('../released/openapi.json', import.meta.url))
  const before = read(released)
  const after = read(path)
  const breaks = breaksBetween(before, after)
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

/** What was removed or narrowed is nobody's trouble where the major version rose. It must not fall. */
function breaksBetween(before: JsonObject, after: JsonObject): string[] {
  const [old, now] = [versionOf(before), versionOf(after)]
  if (majorOf(now) > majorOf(old)) return []
  const fell = compareVersions(now, old) < 0 ? [`the version was ${old}, now it is ${now}`] : []
  return [...fell, ...documentBreaks({ before, after })]
}

function versionOf({ info }: JsonObject): string {
  return String(objectOf(info)['version'])
}

main(
  process.argv.includes('--release'),
  process.argv.slice(2).find((argument) => !argument.startsWith('--'))
)
