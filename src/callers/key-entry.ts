import { Type, type Static } from 'typebox'
import { rights } from './caller.ts'

/** The schema of `API_KEYS_FILE`. `sources` are the ids that a key may name. */
export function keyFileSchema(sources: readonly string[]) {
  return Type.Object({ keys: Type.Array(entrySchema(sources), { minItems: 1 }) }, { additionalProperties: false })
}

export type KeyFileContent = Static<ReturnType<typeof keyFileSchema>>

/** One entry of the file: its name and the SHA-256 in hex, never the key itself. */
export type KeyEntry = Static<ReturnType<typeof entrySchema>>

/** RFC 3339. */
const dateTime = '^\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)$'
const maxRequests = { minimum: 1, maximum: 1_000_000_000 } as const

function entrySchema(sources: readonly string[]) {
  return Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
      sha256: Type.String({ pattern: '^[0-9a-fA-F]{64}$' }),
      sources: Type.Optional(Type.Array(Type.Unsafe<string>({ type: 'string', enum: [...sources] }))),
      rights: Type.Optional(Type.Array(Type.Enum([...rights]))),
      rateLimit: Type.Optional(
        Type.Unsafe<number | { max: number; windowMs?: number }>({
          type: ['integer', 'object'],
          ...maxRequests,
          properties: {
            max: { type: 'integer', ...maxRequests },
            windowMs: { type: 'integer', minimum: 1000, maximum: 86_400_000 }
          },
          required: ['max'],
          additionalProperties: false
        })
      ),
      expiresAt: Type.Optional(Type.String({ pattern: dateTime }))
    },
    { additionalProperties: false }
  )
}
