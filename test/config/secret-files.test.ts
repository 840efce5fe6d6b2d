import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { ConfigInvalid, readConfig, type Environment } from '../../src/config/config.ts'
import { registry } from '../../src/sources/registry.ts'
import { startChild } from '../support/child.ts'

const gateway = { GATEWAY_BASE_URL: 'https://gateway.example', GATEWAY_APP_KEY: 'key' }

/** Secrets, and the settings that use them. */
const settings: Readonly<Record<string, (file: string) => Environment>> = {
  GATEWAY_APP_SECRET_FILE: (file) => ({ ...gateway, GATEWAY_APP_SECRET_FILE: file }),
  IAM_ACCESS_TOKEN_FILE: (file) => ({ IAM_BASE_URL: 'https://iam.example', IAM_ACCESS_TOKEN_FILE: file }),
  REDIS_URL_FILE: (file) => ({ IAM_BASE_URL: 'https://iam.example', REDIS_URL_FILE: file }),
  OTEL_EXPORTER_OTLP_HEADERS_FILE: (file) => ({
    IAM_BASE_URL: 'https://iam.example',
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_HEADERS_FILE: file
  })
}

function mistakesOf(environment: Environment): readonly string[] {
  try {
    readConfig(environment, registry)
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.mistakes
    throw error
  }
  return []
}

function fileOf(t: Test, content: string | Buffer): string {
  const file = join(t.testdir(), 'secret')
  writeFileSync(file, content)
  return file
}

const mark = '\u{FEFF}'

for (const [what, content] of Object.entries({
  'a line end': 'very-secret\n',
  'a CRLF line end': 'very-secret\r\n',
  'several line ends': 'very-secret\n\n',
  'several line ends of several kinds': 'very-secret\r\n\n\r\r\n',
  'a byte order mark': `${mark}very-secret`,
  'a byte order mark and two line ends': `${mark}very-secret\n\n`,
  nothing: 'very-secret'
})) {
  void t.test(`a secret file with ${what} around the secret gives the secret`, (t) => {
    const config = readConfig({ ...gateway, GATEWAY_APP_SECRET_FILE: fileOf(t, content) }, registry)
    t.match(config.upstreams, { gateway: { appSecret: 'very-secret' } })
    t.end()
  })
}

void t.test('blanks of a secret file are part of the secret', (t) => {
  const config = readConfig({ ...gateway, GATEWAY_APP_SECRET_FILE: fileOf(t, ' a b \n') }, registry)
  t.match(config.upstreams, { gateway: { appSecret: ' a b ' } })
  t.end()
})

const utf16 = (text: string, isBigEndian = false): Buffer => {
  const bytes = Buffer.from(text, 'utf16le')
  return isBigEndian ? bytes.swap16() : bytes
}

const control = 'contains a control character, such as a line break'
const refused: Readonly<Record<string, readonly [content: string | Buffer, mistake: string]>> = {
  'UTF-16 LE with a byte order mark': [utf16(`${mark}very-secret`), 'names a file that is not UTF-8 text but UTF-16'],
  'UTF-16 BE with a byte order mark': [
    utf16(`${mark}very-secret`, true),
    'names a file that is not UTF-8 text but UTF-16'
  ],
  'UTF-16 without one': [utf16('very-secret'), 'names a file that is not UTF-8 text; it may be UTF-16'],
  'Latin-1': [Buffer.from('caf\u{E9}-secret', 'latin1'), 'names a file that is not UTF-8 text'],
  'two lines': ['very\nsecret\n', control],
  'a line end before the secret': ['\nvery-secret', control],
  'a tabulator': ['very\tsecret', control],
  'an escape sequence': ['\u{1B}[0mvery-secret', control],
  'a C1 control character': ['very\u{85}secret', control],
  'two byte order marks': [`${mark}${mark}very-secret`, control],
  'no text': ['', 'is an empty file'],
  'line ends alone': ['\r\n\n', 'is an empty file'],
  'a byte order mark alone': [mark, 'is an empty file'],
  'more than a secret': ['x'.repeat(65_537), 'names a file of more than 65536 bytes']
}

for (const [what, [content, mistake]] of Object.entries(refused)) {
  for (const [name, environment] of Object.entries(settings)) {
    void t.test(`${name} with ${what} stops the start, by name and without its text`, (t) => {
      t.strictSame(mistakesOf(environment(fileOf(t, content))), [`${name} ${mistake}`])
      t.end()
    })
  }
}

void t.test('a secret file that cannot be read says why', (t) => {
  const folder = t.testdir()
  for (const [name, environment] of Object.entries(settings)) {
    const mistakesWith = (file: string): readonly string[] => mistakesOf(environment(file))
    t.strictSame(mistakesWith(join(folder, 'none')), [`${name} names a file that does not exist (ENOENT)`])
    t.strictSame(mistakesWith(folder), [`${name} names a folder, not a file (EISDIR)`])
    t.strictSame(mistakesWith(join(fileOf(t, 'x'), 'below')), [`${name} cannot be read (ENOTDIR)`])
    t.strictSame(mistakesWith('/dev/zero'), [`${name} names a file of more than 65536 bytes`])
  }
  t.end()
})

void t.test('a secret and its file both set stop the start', (t) => {
  const file = fileOf(t, 'very-secret')
  t.strictSame(mistakesOf({ ...gateway, GATEWAY_APP_SECRET: 'very-secret', GATEWAY_APP_SECRET_FILE: file }), [
    'GATEWAY_APP_SECRET and GATEWAY_APP_SECRET_FILE are both set'
  ])
  t.end()
})

void t.test('a key file is read as strictly as a secret file', (t) => {
  const keys = JSON.stringify({ keys: [{ name: 'web', sha256: 'ab'.repeat(32) }] })
  const mistakesWith = (content: string | Buffer): readonly string[] =>
    mistakesOf({ IAM_BASE_URL: 'http://i', AUTH_MODE: 'api-key', API_KEYS_FILE: fileOf(t, content) })
  t.strictSame(mistakesWith(`${mark}${keys}\r\n`), [])
  t.strictSame(mistakesWith(utf16(mark + keys)), ['API_KEYS_FILE names a file that is not UTF-8 text but UTF-16'])
  t.strictSame(mistakesWith(Buffer.from(keys.replace('web', 'caf\u{E9}'), 'latin1')), [
    'API_KEYS_FILE names a file that is not UTF-8 text'
  ])
  t.strictSame(mistakesWith(''), ['API_KEYS_FILE: is not JSON'])
  t.end()
})

void t.test('an unreadable file stops the start with the uid that must be able to read it', (t) => {
  const isRoot = process.geteuid?.() === 0
  const file = fileOf(t, 'very-secret')
  chmodSync(file, 0o000)
  // Root can read everything.
  const uid = isRoot ? 65_534 : process.geteuid?.()
  if (isRoot) process.seteuid?.(65_534)
  const mistakes: (readonly string[])[] = []
  try {
    for (const environment of Object.values(settings)) mistakes.push(mistakesOf(environment(file)))
    mistakes.push(mistakesOf({ IAM_BASE_URL: 'http://i', AUTH_MODE: 'api-key', API_KEYS_FILE: file }))
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
  const reason = `names a file that this process may not read (EACCES): it must be readable by uid ${uid}`
  t.strictSame(
    mistakes,
    [...Object.keys(settings), 'API_KEYS_FILE'].map((name) => [`${name} ${reason}`])
  )
  t.end()
})

void t.test('the process reports it on standard error and exits with 1', async (t) => {
  const file = fileOf(t, utf16(`${mark}very-secret`))
  const child = startChild(t, 'src/server.ts', { ...gateway, GATEWAY_APP_SECRET_FILE: file })
  await child.said(/GATEWAY_APP_SECRET_FILE names a file that is not UTF-8 text but UTF-16\n/)
  t.notMatch(child.output(), 'very-secret')
})
