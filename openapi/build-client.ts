import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const source = fileURLToPath(new URL('../src/client', import.meta.url))
const compiler = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url))

const licence = fileURLToPath(new URL('../node_modules/openapi-fetch/LICENSE', import.meta.url))
const licenceName = 'LICENSE-openapi-fetch'

/** The client as it is published, name → text: one module with all it needs, and its declarations. */
export async function buildClient(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [join(source, 'index.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    mainFields: ['module', 'main'],
    platform: 'neutral',
    absWorkingDir: source,
    banner: {
      js: `// Generated from src/client by \`npm run generate\`. Holds openapi-fetch, whose licence is in ${licenceName}.`
    }
  })
  const code = outputFiles[0]?.text ?? ''
  return new Map([
    ['index.js', code],
    [licenceName, readFileSync(licence, 'utf8')],
    ['schema.d.ts', readFileSync(join(source, 'schema.d.ts'), 'utf8')],
    ...declarations()
  ])
}

/** Declarations name each other as the modules they declare, which every compiler understands. */
function declarations(): [name: string, text: string][] {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-client-'))
  try {
    execFileSync(compiler, [
      '-p',
      source,
      '--noEmit',
      'false',
      '--declaration',
      '--emitDeclarationOnly',
      '--outDir',
      folder
    ])
    return readdirSync(folder).map((name) => [
      name,
      readFileSync(join(folder, name), 'utf8').replaceAll(/(from '\.\/[a-z-]+)(?:\.d)?\.ts'/g, "$1.js'")
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
}
