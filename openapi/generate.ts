import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildClient } from '../client/build.ts'
import { buildExplorer } from '../explorer/build.ts'
import { clientSchema } from './generators/client-schema.ts'
import { recordExamples } from './examples/record-examples.ts'
import { openSandbox } from './examples/sandbox.ts'

/**
 * Writes what is generated: the examples (answers of the sandbox), then the document (from the schemas in force, with those
 * examples), then the client (from the document), then the explorer (with the client). The service loads the examples when it
 * starts, so the document is made by a process started after them: `node openapi/generate.ts examples`, then `document`,
 * `client`, `explorer`. With `--check` nothing is written, and a difference ends with 1.
 */
async function main(what: string | undefined, check: boolean): Promise<void> {
  if (what === 'examples') return keep('../src/http/document/examples.json', toText(await recordExamples()), check)
  if (what === 'client') return keepClient(check)
  if (what === 'explorer') return keepFolder('../explorer/dist/', await buildExplorer(), check)
  await using sandbox = await openSandbox()
  const document: unknown = sandbox.app.server.swagger()
  const yaml = sandbox.app.server.swagger({ yaml: true })
  keep('./openapi.json', toText(document), check)
  keep('./openapi.yaml', yaml, check)
}

/** The types of the document first: the client is built with them. */
async function keepClient(check: boolean): Promise<void> {
  keep('../client/src/schema.d.ts', await clientSchema(), check)
  keepFolder('../client/dist/', await buildClient(), check)
}

/** Writes the files, name → text, and removes all others. */
function keepFolder(relativePath: string, files: ReadonlyMap<string, string>, check: boolean): void {
  const folder = fileURLToPath(new URL(relativePath, import.meta.url))
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) if (!files.has(name)) discard(`${folder}${name}`, check)
  for (const [name, text] of files) keep(`${relativePath}${name}`, text, check)
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function keep(relativePath: string, text: string, check: boolean): void {
  const path = fileURLToPath(new URL(relativePath, import.meta.url))
  if (!check) return writeFileSync(path, text)
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  complain(`${path} is not what is generated now`)
}

function discard(path: string, check: boolean): void {
  if (!check) return rmSync(path)
  complain(`${path} is not generated any more`)
}

function complain(what: string): void {
  process.stderr.write(`${what}: run npm run generate\n`)
  process.exitCode = 1
}

await main(process.argv[2], process.argv.includes('--check'))
