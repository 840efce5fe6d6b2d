import { Ajv, type ErrorObject } from 'ajv'
import { findDuplicateKey } from '../json.ts'
import { validationSentence } from '../problems/validation-sentence.ts'
import type { Caller } from './caller.ts'
import { keyFileSchema, type KeyEntry, type KeyFileContent } from './key-entry.ts'

/** A valid key and its caller. */
export interface ApiKey {
  /** SHA-256 of the key, in hex. */
  readonly sha256: string
  readonly caller: Caller
}

/**
 * The text of a key file → its entries. Mistakes are added to `mistakes`, by their place in the file and without the value. Then
 * the result is invalid.
 */
export function readKeyFile(text: string, sources: readonly string[], mistakes: string[]): KeyEntry[] {
  const isValid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<KeyFileContent>(keyFileSchema(sources))
  const content = parsed(text)
  const duplicate = content === undefined ? null : findDuplicateKey(text)
  if (duplicate !== null) mistakes.push(`${duplicate.replaceAll('.', '/')} is duplicated`)
  if (!isValid(content)) {
    mistakes.push(...(content === undefined ? ['is not JSON'] : new Set((isValid.errors ?? []).map(toMistake))))
    return []
  }
  for (const [place, { expiresAt }] of content.keys.entries()) {
    if (expiresAt !== undefined && !isMoment(expiresAt)) mistakes.push(`keys/${place}/expiresAt ${notMoment}`)
  }
  for (const member of ['name', 'sha256'] as const) {
    const values = content.keys.map((entry) => entry[member].toLowerCase())
    const again = values.findIndex((value, place) => values.indexOf(value) !== place)
    if (again !== -1) mistakes.push(`keys/${again}/${member} is duplicated`)
  }
  return content.keys
}

export interface KeyRules {
  /** Ids that a key may name as its sources. */
  readonly sources: readonly string[]
  /** Window of a rate limit that names none. */
  readonly windowMs: number
}

/** The text of a key file → its keys. Mistakes are added to `mistakes`. */
export function readApiKeys(text: string, { sources, windowMs }: KeyRules, mistakes: string[]): ApiKey[] {
  return readKeyFile(text, sources, mistakes).map((entry) => toApiKey(entry, windowMs))
}

/** An entry → a key. Without `sources` it may use all of them, without `rights` it may read. */
function toApiKey({ name, sha256, sources, rights, rateLimit, expiresAt }: KeyEntry, windowMs: number): ApiKey {
  const limit = typeof rateLimit === 'number' ? { max: rateLimit } : rateLimit
  return {
    sha256,
    caller: {
      name,
      sources: sources ?? null,
      rights: rights ?? ['accounts:read'],
      rateLimit: limit === undefined ? null : { windowMs, ...limit },
      expiresAt: expiresAt ?? null
    }
  }
}

/** Whether the date exists: `Date.parse` reads 30 February as 2 March. */
function isMoment(text: string): boolean {
  try {
    return Temporal.Instant.from(text) !== null
  } catch {
    return false
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

const notMoment = 'must be a date and time with a zone (RFC 3339), such as 2027-01-31T00:00:00Z'

/** `keys/0/name must be a string` */
function toMistake(error: ErrorObject): string {
  const { instancePath, keyword, params } = error
  const place = instancePath.slice(1)
  switch (keyword) {
    case 'additionalProperties':
      return `${within(place, params['additionalProperty'])} is not known`
    case 'required':
      return `${within(place, params['missingProperty'])} is missing`
    case 'pattern':
      return `${place} ${patternSentences[place.split('/').at(-1) ?? ''] ?? validationSentence(error)}`
    default:
      return `${place || 'it'} ${validationSentence(error)}`
  }
}

function within(place: string, member: unknown): string {
  return [place, String(member)].filter((part) => part !== '').join('/')
}

/** Sentences by the member with the pattern. */
const patternSentences: Readonly<Record<string, string>> = {
  expiresAt: notMoment,
  sha256: 'must be the SHA-256 of the key: 64 hexadecimal digits'
}
