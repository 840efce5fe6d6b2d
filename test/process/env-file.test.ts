import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startChild, unmeasured, type Child } from '../support/child.ts'

const root = new URL('../../', import.meta.url).pathname
const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8')
)

/** Runs a script of package.json like npm, in a folder with this `.env` or none. */
function runScript(t: Test, name: string, { file, ...environment }: Record<string, string>): Child {
  const folder = t.testdir()
  for (const part of ['src', 'simulator', 'package.json']) symlinkSync(join(root, part), join(folder, part))
  if (file !== undefined) writeFileSync(join(folder, '.env'), file)
  const path = `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`
  const settings = { ...unmeasured, PATH: path, ...environment }
  return startChild(t, 'sh', settings, ['-c', `cd '${folder}' && ${scripts[name]}`])
}

const env = [
  '# A comment.',
  'PORT=0',
  'IAM_BASE_URL="http://127.0.0.1:1/base" # another',
  "IAM_ACCESS_TOKEN='token'",
  'LOG_LEVEL=info'
]

for (const [kind, end] of Object.entries({ LF: '\n', CRLF: '\r\n' })) {
  void t.test(`npm start reads .env (${kind})`, async (t) => {
    const service = runScript(t, 'start', { file: env.join(end) + end })
    const url = await service.said(/http:\/\/127\.0\.0\.1:\d+/)
    const { data } = JSON.parse(await (await fetch(`${url}/sources`)).text())
    t.match(data, [{ source: 'iam', credentials: { configured: true } }])
  })
}

void t.test('npm start without .env uses the environment', async (t) => {
  const service = runScript(t, 'start', { PORT: '0', IAM_BASE_URL: 'http://127.0.0.1:1' })
  await service.said(/http:\/\/127\.0\.0\.1:\d+/)
})

void t.test('npm start: the environment takes precedence over .env', async (t) => {
  const service = runScript(t, 'start', { file: env.join('\n'), LOG_LEVEL: 'loud' })
  await service.said(/LOG_LEVEL must be one of/)
})

void t.test('npm run sandbox does not read .env', async (t) => {
  const sandbox = runScript(t, 'sandbox', { file: env.join('\n'), PORT: '0', SIMULATOR_PORT: '0' })
  await sandbox.said(/sandbox on http/)
})
