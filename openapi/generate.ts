import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { recordExamples } from './record-examples.ts'
import { openSandbox } from './sandbox.ts'

/**
 * Writes what is generated: the examples (answers of the sandbox), then the document (from the schemas in force, with those
 * examples). The service loads the examples when it starts, so the document is made by a process started after them:
 * `node openapi/generate.ts examples`, then `node openapi/generate.ts document`. With `--check` nothing is written, and a
 * difference ends with 1.
 */
async function main(what: string | undefined, check: boolean): Promise<void> {
  if (what === 'examples') return keep('../src/routes/examples.json', await recordExamples(), check)
  const sandbox = await openSandbox()
  const document: unknown = await (await fetch(`${sandbox.url}/openapi.json`)).json()
  await sandbox.close()
  keep('./openapi.json', document, check)
}

function keep(relativePath: string, value: unknown, check: boolean): void {
  const path = fileURLToPath(new URL(relativePath, import.meta.url))
  const text = `${JSON.stringify(value, null, 2)}\n`
  if (!check) return writeFileSync(path, text)
  if (readFileSync(path, 'utf8') === text) return
  process.stderr.write(`${path} is not what is generated now: run npm run generate\n`)
  process.exitCode = 1
}

await main(process.argv[2], process.argv.includes('--check'))
