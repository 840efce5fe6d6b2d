import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildClient } from '../client/build.ts'
import { buildExplorer } from '../explorer/build.ts'
import { registry } from '../src/sources/registry.ts'
import { clientSchema } from './generators/client-schema.ts'
import { recordExamples } from './examples/record-examples.ts'
import { openSandbox } from './examples/sandbox.ts'
import { testingData } from './testing-data.ts'
import { configurationPage, environmentExample } from './settings.ts'

const steps: Readonly<Record<string, (check: boolean) => Promise<void>>> = {
  settings: keepSettings,
  examples: async (check) => keep('../src/http/document/examples.json', toText(await recordExamples()), check),
  document: keepDocument,
  client: keepClient,
  explorer: async (check) => keepFolder('../explorer/dist/', await buildExplorer(), check)
}

/**
 * Writes generated files: the documentation of settings, the examples (answers of the sandbox), the document (from the route
 * schemas and the examples), the client (from the document), and the explorer (with the client). The service reads the examples
 * at startup, so the document needs a process of its own: `node openapi/generate.ts settings examples`, then `node
 * openapi/generate.ts document client explorer`. `--check` writes nothing and exits with 1 if a file differs.
 */
async function main(names: readonly string[], check: boolean): Promise<void> {
  for (const name of names) {
    const step = steps[name]
    if (step === undefined) throw new Error(`unknown step ${name}; there are ${Object.keys(steps).join(', ')}`)
    await step(check)
  }
}

async function keepSettings(check: boolean): Promise<void> {
  keep('../.env.example', environmentExample(registry), check)
  keep('../docs/configuration.md', configurationPage(registry), check)
}

async function keepDocument(check: boolean): Promise<void> {
  await using sandbox = await openSandbox()
  const { server } = sandbox.app
  keep('./openapi.json', toText(await (await server.inject('/openapi.json')).json()), check)
  keep('./openapi.yaml', (await server.inject('/openapi.yaml')).body, check)
}

/** The types of the document and the data of tests first: the client is built with them. */
async function keepClient(check: boolean): Promise<void> {
  await using sandbox = await openSandbox()
  keep('../client/src/testing-data.ts', await testingData(sandbox.app.server), check)
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
  complain(`${path} is out of date`)
}

function discard(path: string, check: boolean): void {
  if (!check) return rmSync(path)
  complain(`${path} is no longer generated`)
}

function complain(what: string): void {
  process.stderr.write(`${what}: run npm run generate\n`)
  process.exitCode = 1
}

const names = process.argv.slice(2).filter((name) => name !== '--check')
await main(names, process.argv.includes('--check'))
