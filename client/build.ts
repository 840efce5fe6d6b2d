import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const source = fileURLToPath(new URL('./src/', import.meta.url))
const compiler = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url))

/** The modules that a program can import: the client, and parts that only pages or tests need. */
const entries = ['index', 'query-options', 'testing'] as const

/** The files of `client/dist/`, name → text: one module for each entry, and their type declarations. */
export async function buildClient(): Promise<ReadonlyMap<string, string>> {
  const modules = await Promise.all(entries.map(async (entry) => [`${entry}.js`, await bundle(entry)] as const))
  return new Map([...modules, ...declarations()])
}

async function bundle(entry: (typeof entries)[number]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(source, `${entry}.ts`)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    // Names stay, for stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    absWorkingDir: source,
    // One copy of the client per program: `instanceof` does not recognise errors of another copy.
    external: entry === 'index' ? [] : ['./index.ts', 'msw'],
    banner: { js: '// Generated from client/src by `npm run generate`.' }
  })
  return (outputFiles[0]?.text ?? '').replaceAll('"./index.ts"', '"./index.js"')
}

function declarations(): [name: string, text: string][] {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-client-'))
  try {
    const emit = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', folder]
    execFileSync(compiler, ['-p', source, ...emit])
    return readdirSync(folder).map((name) => [name, withJsNames(readFileSync(join(folder, name), 'utf8'))])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Imports end in `.js`, the only name that older compilers accept. The schema is not copied: the package contains its source. */
function withJsNames(declarations: string): string {
  return declarations
    .replaceAll("from './schema.d.ts'", "from '../src/schema.js'")
    .replaceAll(/(from '\.\/[a-z-]+)\.ts'/g, "$1.js'")
}
