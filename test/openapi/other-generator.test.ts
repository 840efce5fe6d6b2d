import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { generateOtherClient } from '../../openapi/generators/other-client.ts'
import { startSandbox } from '../support/service.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The generator derives these names from operationIds and schemas. */
const program = `
import { createClient } from './client/client/index.js'
import { listAccounts, lookupAccounts } from './client/index.js'
import type { Account, AccountsPage, LookupKey, Problem } from './client/index.js'

const client = createClient({ baseUrl: process.argv[2] ?? '' })
const first = await listAccounts({ client, query: { source: ['tenant', 'iam'], limit: 4 } })
const page: AccountsPage | undefined = first.data
const accounts: Account[] = page?.data ?? []
const second = await listAccounts({ client, query: { limit: 500 } })
const problem: Problem | undefined = second.error
// @ts-expect-error A key is at least one of three.
const noKey: LookupKey = { loginSource: 'openAccount' }
const keys: LookupKey[] = [{ phone: '10000000001' }, { loginId: '10480000521', loginSource: 'openAccount' }, noKey]
const found = await lookupAccounts({ client, body: { keys: keys.slice(0, 2) } })
const complete: boolean | undefined = found.data?.complete
process.stdout.write(JSON.stringify({ ids: accounts.map(({ id }) => id), type: problem?.type, complete }))
`

void t.test('a client of another generator compiles and reads a page', async (t) => {
  const folder = t.testdir({
    'main.ts': program,
    'package.json': '{"type":"module"}',
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        target: 'es2022',
        lib: ['esnext', 'dom', 'dom.iterable'],
        module: 'nodenext',
        types: ['node'],
        rootDir: '.',
        outDir: 'out'
      },
      files: ['main.ts']
    })
  })
  await generateOtherClient(`${folder}/client`)
  const run = promisify(execFile)
  // TypeScript does not work with the modules that the test runner preloads into child processes.
  const tsc = ['-u', 'NODE_OPTIONS', `${root}/node_modules/.bin/tsc`, '-p', folder]
  const compiled = await run('env', tsc).catch((error: unknown) => error)
  t.match(compiled, { stdout: '' })
  const { url } = await startSandbox(t)
  const { stdout } = await run(process.execPath, [`${folder}/out/main.js`, url])
  t.match(JSON.parse(stdout), {
    ids: [/^tenant:/, /^tenant:/, /^iam:/, /^iam:/],
    type: '/problems/invalid-request',
    complete: true
  })
})
