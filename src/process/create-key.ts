import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { hashOfKey, newKey } from '../callers/api-key.ts'
import { rights } from '../callers/caller.ts'
import type { KeyEntry } from '../callers/key-entry.ts'
import { readKeyFile } from '../callers/key-file.ts'
import { registry } from '../sources/registry.ts'

const usage =
  'npm run key -- --name web [--sources tenant,iam] [--rights accounts:read,accounts:export] ' +
  '[--rate-limit 500 | 500/60000] [--expires-at 2027-01-31T00:00:00Z] [--file keys.json]'
const sources = registry.map(({ id }) => id)

/** An unusable argument or file. The message says why. */
class KeyRefused extends Error {
  override readonly name = 'KeyRefused'
}

/**
 * Creates a key, and prints it once with its entry for `API_KEYS_FILE`. With `--file` it adds the entry to that file. If an
 * argument or the file is unusable, it creates nothing and exits with 1.
 */
function main(args: readonly string[]): void {
  try {
    const { name, file, ...others } = readArguments(args)
    const key = newKey()
    const entry = { name, sha256: hashOfKey(key), ...others }
    const text = `${JSON.stringify({ keys: [...entriesIn(file), entry] }, null, 2)}\n`
    checked(text)
    if (file !== undefined) attempt(() => writeFileSync(file, text, { mode: 0o600 }))
    const place = file === undefined ? 'for API_KEYS_FILE' : `added to ${file}`
    process.stdout.write(`Key, shown only now:\n${key}\n\nEntry, ${place}:\n${JSON.stringify(entry)}\n`)
  } catch (error) {
    if (!(error instanceof KeyRefused)) throw error
    process.stderr.write(`${error.message}\n\nusage: ${usage}\n`)
    process.exitCode = 1
  }
}

interface Arguments {
  readonly name: string
  readonly file: string | undefined
  readonly sources: readonly string[] | undefined
  readonly rights: readonly string[] | undefined
  readonly rateLimit: KeyEntry['rateLimit']
  readonly expiresAt: string | undefined
}

function readArguments(args: readonly string[]): Arguments {
  const given = parsed(args)
  const { name, file } = given
  if (name === undefined || name.trim() === '') throw new KeyRefused('--name must name the caller')
  return {
    name,
    file,
    sources: listOf('--sources', given.sources, sources),
    rights: listOf('--rights', given.rights, rights),
    rateLimit: limitOf(given['rate-limit']),
    expiresAt: given['expires-at']
  }
}

function parsed(args: readonly string[]) {
  const option = { type: 'string' } as const
  try {
    const lists = { sources: option, rights: option }
    const bounds = { 'rate-limit': option, 'expires-at': option }
    return parseArgs({ args: [...args], options: { name: option, file: option, ...lists, ...bounds } }).values
  } catch (error) {
    throw new KeyRefused(messageOf(error), { cause: error })
  }
}

function listOf(argument: string, value: string | undefined, known: readonly string[]): string[] | undefined {
  const words = value?.split(',').map((word) => word.trim())
  if (words?.every((word) => known.includes(word)) === false) {
    throw new KeyRefused(`${argument} must be a comma list of ${known.join(', ')}`)
  }
  return words
}

/** `500`, or `500/60000` with the window in milliseconds. */
function limitOf(value: string | undefined): KeyEntry['rateLimit'] {
  if (value === undefined) return undefined
  const [, max, windowMs] = /^(\d+)(?:\/(\d+))?$/.exec(value) ?? []
  if (max === undefined) throw new KeyRefused('--rate-limit must be requests, or requests/milliseconds of their window')
  return { max: Number(max), ...(windowMs === undefined ? {} : { windowMs: Number(windowMs) }) }
}

/** The entries of an existing file. Its permissions stay unchanged. */
function entriesIn(file: string | undefined): readonly KeyEntry[] {
  return file === undefined || !existsSync(file) ? [] : checked(attempt(() => readFileSync(file, 'utf8')))
}

/** Validates the file, so that the service can start with it. */
function checked(text: string): readonly KeyEntry[] {
  const mistakes: string[] = []
  const entries = readKeyFile(text, sources, mistakes)
  if (mistakes.length > 0) throw new KeyRefused(`not valid as a key file: ${mistakes.join('; ')}`)
  return entries
}

function attempt<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw new KeyRefused(messageOf(error), { cause: error })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

main(process.argv.slice(2))
