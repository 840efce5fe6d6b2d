import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, renameSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { startSandbox } from './support/service.ts'
import { plain } from './support/sources.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const example = readFileSync(`${root}/examples/list-accounts.ts`, 'utf8')

/** What a page needs of the package: nothing but what is in it, and no types but those of the browser. */
const page = `
import { createClient, type Account } from 'rollcall/client'
const { accounts, api } = createClient({ baseUrl: '/' })
export async function names(): Promise<(string | null)[]> {
  const all: Account[] = []
  for await (const account of accounts({ source: ['tenant'] })) all.push(account)
  return all.map(({ displayName }) => displayName)
}
export const problems = api.GET('/problems')
`

const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: 'es2022',
  rootDir: '.',
  outDir: 'out'
}
const inPage = { ...strict, types: [], lib: ['es2022', 'dom', 'dom.iterable'] }
const project = (compilerOptions: object, file: string) => JSON.stringify({ compilerOptions, files: [file] })

const consumer = {
  'package.json': '{"type":"module"}',
  'page.ts': page,
  'list.ts': example,
  'bundled.json': project({ ...inPage, module: 'esnext', moduleResolution: 'bundler' }, 'page.ts'),
  'page.json': project({ ...inPage, module: 'nodenext' }, 'page.ts'),
  'list.json': project({ ...strict, types: ['node'], lib: ['esnext'], module: 'nodenext' }, 'list.ts'),
  node_modules: {}
}

const compilers = {
  7: `${root}/node_modules/.bin/tsc`,
  5: `${root}/openapi/generators/node_modules/.bin/tsc`
}

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end, however it ends. */
async function ran(cwd: string, program: string, ...args: string[]): Promise<Ended> {
  // What the test runner loads into every child process does not go with TypeScript's.
  const child = spawn('env', ['-u', 'NODE_OPTIONS', program, ...args], { cwd })
  const [[code], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)])
  return { code, stdout, stderr }
}

void t.test('the client is small', (t) => {
  const size = gzipSync(readFileSync(`${root}/client/index.js`)).byteLength
  t.ok(size < 10_000, `${size} bytes`)
  t.end()
})

void t.test('the package', async (t) => {
  const folder = t.testdir(consumer)
  const packed = await ran(root, 'npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder)
  t.equal((await ran(folder, 'tar', '-xzf', packed.stdout.trim())).code, 0)
  renameSync(`${folder}/package`, `${folder}/node_modules/rollcall`)

  await t.test('holds the client and the document, and nothing else', (t) => {
    const installed = `${folder}/node_modules/rollcall`
    t.same(readdirSync(installed).sort(), ['LICENSE', 'README.md', 'client', 'openapi', 'package.json'])
    t.same(readdirSync(`${installed}/openapi`), ['openapi.json'])
    t.end()
  })

  await t.test('compiles in a page, with a bundler, and in older TypeScript', async (t) => {
    t.match(await ran(folder, compilers[7], '-p', 'bundled.json'), { code: 0, stdout: '' })
    t.match(await ran(folder, compilers[5], '-p', 'page.json'), { code: 0, stdout: '' })
  })

  await t.test('compiles in Node, and the example runs', async (t) => {
    const { url, simulator } = await startSandbox(t, { environment: plain })
    t.match(await ran(folder, compilers[7], '-p', 'list.json'), { code: 0, stdout: '' })
    const list = (baseUrl: string) => ran(folder, process.execPath, 'out/list.js', baseUrl)
    t.match(await list(url), { code: 0, stdout: /^source +accounts +missing\ntenant +137\n[^]*iam +86\n$/ })
    simulator.setFault('iam', { kind: 'envelope', code: 2478, message: 'no' })
    t.match(await list(url), { code: 1, stdout: /\niam +0 {2}unknown \(failed\)\n$/ })
    t.match(await list(`${url}/nowhere`), { code: 2, stderr: /^No such resource: .* See \/problems\/not-found\.\n$/ })
  })
})
