import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { toClientCode } from '../../explorer/src/client-code.ts'
import { toRequest, type Query } from '../../explorer/src/query.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const example = readFileSync(`${root}/examples/list-accounts.ts`, 'utf8')

/** A web page: it only has the package and the types of the browser. */
const page = `
import { createClient, type Account, type paths } from '@rollcall/client'
import { accountsInfiniteQuery } from '@rollcall/client/query'
const client = createClient({ baseUrl: '/' })
const { iterateAccounts } = client
export const { queryKey } = accountsInfiniteQuery(client, { q: 'Emma' })
export async function names(): Promise<(string | null)[]> {
  const all: Account[] = []
  for await (const account of iterateAccounts({ source: ['tenant'] })) all.push(account)
  return all.map(({ displayName }) => displayName)
}
export type Operation = paths['/problems']['get']
`

const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: 'es2022',
  rootDir: '.',
  outDir: 'out'
}
const typeRoots = [`${root}/node_modules/@types`]
const inNode = { ...strict, typeRoots, types: ['node'], lib: ['esnext'], module: 'nodenext' }
const inPage = { ...strict, types: [], lib: ['es2022', 'dom', 'dom.iterable'] }
const project = (compilerOptions: object, file: string) => JSON.stringify({ compilerOptions, files: [file] })

const consumer = {
  'package.json': '{"type":"module","private":true}',
  'page.ts': page,
  'list.ts': example,
  'bundled.json': project({ ...inPage, module: 'esnext', moduleResolution: 'bundler' }, 'page.ts'),
  'old.json': project({ ...inPage, module: 'esnext', moduleResolution: 'node10' }, 'page.ts'),
  'page.json': project({ ...inPage, module: 'nodenext' }, 'page.ts'),
  'list.json': project(inNode, 'list.ts')
}

/** Queries of the explorer that it shows as programs. */
const everything: Query = { sources: null, limit: 100, partial: 'allow', raw: false, scan: false, filters: {} }
const asked: readonly Query[] = [
  { ...everything, filters: { q: 'Emma' } },
  { ...everything, filters: { q: 'Emma' }, sources: ['industry', 'iam'], partial: 'forbid', raw: true },
  { ...everything, filters: { role: "it's \\ no-role" }, sources: ['iam', 'industry'] }
]

const compilers = {
  7: `${root}/node_modules/.bin/tsc`,
  5: `${root}/openapi/generators/node_modules/.bin/tsc`
}

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end, with any exit code. */
async function ran(cwd: string, program: string, ...args: string[]): Promise<Ended> {
  // TypeScript does not work with the modules that the test runner preloads into child processes.
  const child = spawn('env', ['-u', 'NODE_OPTIONS', program, ...args], { cwd })
  const [[code], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)])
  return { code, stdout, stderr }
}

const sizeOf = (text = ''): number => gzipSync(text).byteLength

void t.test('the client is small, with and without the queries', (t) => {
  const [client, queries] = ['index', 'query-options'].map((name) =>
    readFileSync(`${root}/client/dist/${name}.js`, 'utf8')
  )
  t.ok(sizeOf(client) < 7000, `${sizeOf(client)} bytes`)
  t.ok(sizeOf(`${client}${queries}`) < 8000, `${sizeOf(`${client}${queries}`)} bytes`)
  t.end()
})

void t.test('the package', async (t) => {
  // Outside the repository: packages installed here would be found in a subfolder.
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-consumer-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const [name, content] of Object.entries(consumer)) writeFileSync(join(folder, name), content)
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  const archive = `rollcall-client-${version}.tgz`
  const packed = await ran(root, 'npm', 'pack', './client', '--silent', '--pack-destination', folder)
  t.match(packed, { code: 0, stdout: `${archive}\n` }, 'of the same version as the service')

  await t.test('is installed without a registry: it has no dependencies', async (t) => {
    const install = ['install', '--offline', '--no-audit', '--no-fund', `./${archive}`]
    t.match(await ran(folder, 'npm', ...install), { code: 0, stdout: /added 1 package/ })
    const names = readdirSync(`${folder}/node_modules`).filter((name) => !name.startsWith('.'))
    t.same(names, ['@rollcall'])
  })

  await t.test('contains only the client, its declarations, README and licence', (t) => {
    const installed = `${folder}/node_modules/@rollcall/client`
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
    t.same(files.filter((name) => !/^dist\/[\w-]+\.d\.ts$/.test(name)).sort(), [
      'LICENSE',
      'README.md',
      'dist',
      'dist/index.js',
      'dist/query-options.js',
      'dist/testing.js',
      'package.json',
      'src',
      'src/schema.d.ts'
    ])
    t.equal(readFileSync(`${installed}/LICENSE`, 'utf8'), readFileSync(`${root}/LICENSE`, 'utf8'))
    t.end()
  })

  await t.test(
    'compiles in a page, with a bundler, in older TypeScript, and with its oldest module resolution',
    async (t) => {
      t.match(await ran(folder, compilers[7], '-p', 'bundled.json'), { code: 0, stdout: '' })
      t.match(await ran(folder, compilers[5], '-p', 'page.json'), { code: 0, stdout: '' })
      t.match(await ran(folder, compilers[5], '-p', 'old.json'), { code: 0, stdout: '' })
    }
  )

  await t.test('compiles in Node, and the example runs', async (t) => {
    const { url, simulator } = await startSandbox(t, { environment: plain })
    t.match(await ran(folder, compilers[7], '-p', 'list.json'), { code: 0, stdout: '' })
    const list = (baseUrl: string) => ran(folder, process.execPath, 'out/list.js', baseUrl)
    t.match(await list(url), { code: 0, stdout: /^source +accounts +missing\ntenant +137\n[^]*iam +86\n$/ })
    withFaults(t, simulator, { iam: { kind: 'envelope', code: 2478, message: 'no' } })
    t.match(await list(url), {
      code: 1,
      stdout: /\niam +0 {2}unknown \(failed\)\n$/,
      stderr: 'accounts are missing from iam (failed: upstream-rejected)\n'
    })
    t.match(await list(`${url}/nowhere`), { code: 2, stderr: /^No such resource: .* See \/problems\/not-found\.\n$/ })
  })

  await t.test('runs the programs that the explorer shows, which print what is missing', async (t) => {
    const { url } = await startSandbox(t, { environment: plain })
    for (const [index, query] of asked.entries()) {
      const code = toClientCode(url, toRequest(query, null), ['Authorization', 'X-Iot-Token'])
      writeFileSync(`${folder}/shown${index}.ts`, code)
      writeFileSync(`${folder}/shown.json`, project(inNode, `shown${index}.ts`))
      t.match(await ran(folder, compilers[7], '-p', 'shown.json'), { code: 0, stdout: '' })
    }
    const token = 'IOT_TOKEN=sandbox-iot-token'
    const show = (index: number) => ran(folder, token, process.execPath, `out/shown${index}.js`)
    const found = /^industry:\S+ .*Emma.*\niam:\S+ .*Emma.*\n$/i
    const missing =
      'accounts are missing from tenant (skipped: unsupported-filter), scope (skipped: unsupported-filter)\n'
    t.match(await show(0), { code: 0, stdout: found, stderr: missing })
    t.match(await show(1), { code: 0, stdout: found, stderr: '' })
    t.match(await show(2), { code: 1, stdout: '', stderr: /ProblemError: Filter not supported by the source: iam/ })
  })
})
