import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import t from 'tap'
import { hashOfKey } from '../../src/callers/api-key.ts'
import { bearer } from '../support/keys.ts'
import { startSandbox } from '../support/service.ts'

async function makeKey(...args: string[]) {
  const child = spawn(process.execPath, ['src/process/create-key.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let complaint = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const [code] = await once(child, 'close')
  return {
    code,
    output,
    complaint,
    key: /^rc_\S+$/m.exec(output)?.[0] ?? '',
    entry: /^\{.*\}$/m.exec(output)?.[0] ?? '{}'
  }
}

void t.test('a key is created, shown once, and stored as a hash', async (t) => {
  const { code, key, entry, output } = await makeKey('--name', 'web')
  t.equal(code, 0)
  t.match(key, /^rc_[\w-]{43}$/)
  t.equal(output.split(key).length, 2)
  t.strictSame(JSON.parse(entry), { name: 'web', sha256: hashOfKey(key) })
  t.not((await makeKey('--name', 'web')).key, key)
})

void t.test('keys in a file work, each with its own rights and sources', async (t) => {
  const file = `${t.testdir()}/keys.json`
  const reader = await makeKey('--name', 'web', '--file', file)
  t.equal(statSync(file).mode % 0o1000, 0o600)
  const limited = ['--sources', 'tenant, iam', '--rights', 'accounts:read,accounts:export']
  const both = await makeKey('--name', 'report', '--file', file, ...limited)
  t.strictSame(JSON.parse(readFileSync(file, 'utf8')), {
    keys: [
      { name: 'web', sha256: hashOfKey(reader.key) },
      {
        name: 'report',
        sha256: hashOfKey(both.key),
        sources: ['tenant', 'iam'],
        rights: ['accounts:read', 'accounts:export']
      }
    ]
  })
  t.notOk(readFileSync(file, 'utf8').includes(reader.key))

  const { get, url } = await startSandbox(t, { environment: { AUTH_MODE: 'api-key', API_KEYS_FILE: file } })
  t.equal((await get('/accounts', bearer(reader.key))).status, 200)
  t.equal((await get('/accounts?source=scope', bearer(both.key))).status, 403)
  t.equal((await fetch(`${url}/accounts/export`, { headers: bearer(both.key) })).status, 200)
})

void t.test('a key is created with a limit and an expiry', async (t) => {
  const file = `${t.testdir()}/keys.json`
  for (const [args, bounds] of [
    [['--rate-limit', '500'], { rateLimit: { max: 500 } }],
    [['--rate-limit', '50/5000'], { rateLimit: { max: 50, windowMs: 5000 } }],
    [
      ['--expires-at', '2099-01-31T00:00:00+08:00', '--rate-limit', '9'],
      { rateLimit: { max: 9 }, expiresAt: '2099-01-31T00:00:00+08:00' }
    ]
  ] as const) {
    const { key, entry, complaint } = await makeKey('--name', args.join(' ').slice(2), '--file', file, ...args)
    t.equal(complaint, '')
    t.strictSame(JSON.parse(entry), { name: args.join(' ').slice(2), sha256: hashOfKey(key), ...bounds })
  }
  t.equal(JSON.parse(readFileSync(file, 'utf8')).keys.length, 3)
})

void t.test('invalid arguments create no key and change no file', async (t) => {
  const folder = t.testdir({
    'keys.json': JSON.stringify({ keys: [{ name: 'web', sha256: hashOfKey('k') }] }),
    'bad.json': '{"keys":[]}',
    'text.json': 'keys'
  })
  const before = readFileSync(`${folder}/keys.json`, 'utf8')
  for (const [args, complaint] of [
    [[], /--name must name the caller/],
    [['--name', ' '], /--name must name the caller/],
    [['--name'], /--name/],
    [['--nmae', 'web'], /--nmae/],
    [['web'], /web/],
    [['--name', 'web', '--sources', 'tenant,nobody'], /--sources must be a comma list of tenant, scope/],
    [['--name', 'web', '--rights', ''], /--rights must be a comma list of accounts:read, accounts:export/],
    [['--name', 'web', '--rate-limit', 'many'], /--rate-limit must be requests/],
    [['--name', 'web', '--rate-limit', '0'], /keys\/0\/rateLimit\/max must be >= 1/],
    [['--name', 'web', '--rate-limit', '5/5'], /windowMs must be >= 1000/],
    [['--name', 'web', '--expires-at', 'tomorrow'], /expiresAt must be a date and time/],
    [['--name', 'web', '--expires-at', '2027-02-30T00:00:00Z'], /expiresAt must be a date and time/],
    [['--name', 'web', '--file', `${folder}/keys.json`], /keys\/1\/name is duplicated/],
    [['--name', 'x'.repeat(101), '--file', `${folder}/keys.json`], /keys\/1\/name/],
    [['--name', 'x'.repeat(101)], /name/],
    [['--name', 'web', '--file', `${folder}/bad.json`], /keys must have at least one item/],
    [['--name', 'web', '--file', `${folder}/text.json`], /is not JSON/],
    [['--name', 'web', '--file', folder], /EISDIR/],
    [['--name', 'web', '--file', `${folder}/none/keys.json`], /ENOENT/]
  ] as const) {
    const made = await makeKey(...args)
    t.equal(made.code, 1, args.join(' '))
    t.match(made.complaint, complaint)
    t.match(made.complaint, /usage: npm run key/)
    t.equal(made.output, '')
  }
  t.equal(readFileSync(`${folder}/keys.json`, 'utf8'), before)
})
