import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const source = fileURLToPath(new URL('./src', import.meta.url))
const compiler = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url))

const licenceName = 'LICENSE-openapi-fetch'
/** Libraries whose declarations ours name. Both have the same author and licence. */
const bundledLibraries = ['openapi-fetch', 'openapi-typescript-helpers']

/** The client as a package of its own, name → text: one module with all it needs, and its declarations. */
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
      js: `// Generated from client/src by \`npm run generate\`. Holds openapi-fetch, whose licence is in ${licenceName}.`
    }
  })
  const code = outputFiles[0]?.text ?? ''
  return new Map([
    ['index.js', code],
    ['package.json', manifest()],
    ['LICENSE', textOf('../LICENSE')],
    [licenceName, textOf('../node_modules/openapi-fetch/LICENSE')],
    ...bundledLibraries.map((name): [string, string] => [
      `${name}.d.ts`,
      byFileName(textOf(`../node_modules/${name}/dist/index.d.mts`))
    ]),
    ['schema.d.ts', textOf('./src/schema.d.ts')],
    ...declarations()
  ])
}

/** What npm is told of it. It needs no other package: who installs it does not get those of the service. */
function manifest(): string {
  const { name, version, license }: Readonly<Record<string, unknown>> = JSON.parse(textOf('../package.json'))
  const exports = { './client': { types: './index.d.ts', default: './index.js' } }
  const description = 'Typed client of Rollcall, for browsers and Node'
  const about = { name, version, private: true, description, license, type: 'module', exports }
  return `${JSON.stringify(about, null, 2)}\n`
}

/** Declarations name each other as the modules they declare, which every compiler understands. */
function byFileName(declarations: string): string {
  return declarations
    .replaceAll(/(from '\.\/[a-z-]+)(?:\.d)?\.ts'/g, "$1.js'")
    .replaceAll(/from '(openapi-[a-z-]+)'/g, "from './$1.js'")
}

function textOf(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

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
    return readdirSync(folder).map((name) => [name, byFileName(readFileSync(join(folder, name), 'utf8'))])
  } finally {
    rmSync(folder, { recursive: true })
  }
}
