import { Ajv, type ErrorObject } from 'ajv'
import { Type, type Static } from 'typebox'
import { findDuplicateKey } from '../json.ts'
import { rights, type Caller } from './caller.ts'

/** What `API_KEYS_FILE` holds. `sources` are the ids that a key may name. */
function keyFileSchema(sources: readonly string[]) {
  return Type.Object({ keys: Type.Array(entrySchema(sources), { minItems: 1 }) }, { additionalProperties: false })
}

function entrySchema(sources: readonly string[]) {
  return Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
      sha256: Type.String({ pattern: '^[0-9a-fA-F]{64}$' }),
      sources: Type.Optional(Type.Array(Type.Unsafe<string>({ type: 'string', enum: [...sources] }))),
      rights: Type.Optional(Type.Array(Type.Enum([...rights])))
    },
    { additionalProperties: false }
  )
}

type KeyFile = Static<ReturnType<typeof keyFileSchema>>

/** One key as it stands in the file: whose it is and its SHA-256 in hex, never the key itself. */
export type KeyEntry = Static<ReturnType<typeof entrySchema>>

/** A key that is let in, and who calls with it. */
export interface ApiKey {
  /** SHA-256 of the key, in hex. */
  readonly sha256: string
  readonly caller: Caller
}

/**
 * The text of a key file → its entries. What is wrong is added to `mistakes`, by its place in the file and without its value;
 * then the result is of no use.
 */
export function readKeyFile(text: string, sources: readonly string[], mistakes: string[]): KeyEntry[] {
  const isValid = new Ajv({ allErrors: true }).compile<KeyFile>(keyFileSchema(sources))
  const content = parsed(text)
  const duplicate = content === undefined ? null : findDuplicateKey(text)
  if (duplicate !== null) mistakes.push(`${duplicate.replaceAll('.', '/')} is given twice`)
  if (!isValid(content)) {
    mistakes.push(...(content === undefined ? ['is not JSON'] : (isValid.errors ?? []).map(toMistake)))
    return []
  }
  for (const member of ['name', 'sha256'] as const) {
    const values = content.keys.map((entry) => entry[member].toLowerCase())
    const again = values.findIndex((value, place) => values.indexOf(value) !== place)
    if (again !== -1) mistakes.push(`keys/${again}/${member} stands there twice`)
  }
  return content.keys
}

/** An entry → the key that is let in: without `sources` it may see all of them, without `rights` it may read. */
export function toApiKey({ name, sha256, sources, rights = ['accounts:read'] }: KeyEntry): ApiKey {
  return { sha256, caller: { name, sources: sources ?? null, rights } }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `keys/0/name must be string` */
function toMistake({ instancePath, keyword, message = 'is not valid', params }: ErrorObject): string {
  const place = instancePath.slice(1)
  switch (keyword) {
    case 'additionalProperties':
      return `${[place, params['additionalProperty']].filter(Boolean).join('/')} is not known`
    case 'required':
      return `${place} must have required properties ${params['missingProperty']}`.trim()
    default:
      return `${place} ${message.replace('NOT', 'not')}`.trim()
  }
}
