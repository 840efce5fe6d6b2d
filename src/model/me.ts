import { Type, type Static } from 'typebox'
import { nullableMoment, nullableText } from './nullable.ts'

/** A rate limit: max requests per window. */
export const RateLimit = Type.Object(
  {
    max: Type.Integer({ minimum: 1, description: 'Max requests per window.' }),
    windowMs: Type.Integer({ minimum: 1, description: 'Length of the window in milliseconds.' })
  },
  { title: 'RateLimit', additionalProperties: false, description: 'Max requests of the caller per window.' }
)
export type RateLimit = Readonly<Static<typeof RateLimit>>

/** The schema of a caller. `sources` are the ids of all sources, `rights` all rights. */
export function meSchema(sources: readonly string[], rights: readonly string[]) {
  return Type.Object(
    {
      name: nullableText('Name of the key, or subject of the token; null without credentials.'),
      sources: Type.Array(Type.Unsafe<string>({ type: 'string', enum: [...sources], title: 'SourceId' }), {
        description: 'Enabled sources that the caller may see, in order.'
      }),
      rights: Type.Array(Type.Unsafe<string>({ type: 'string', enum: [...rights], title: 'Right' }), {
        description: 'Rights of the caller for these sources.'
      }),
      rateLimit: RateLimit,
      expiresAt: nullableMoment('When the credentials expire; null when they do not.')
    },
    { $id: 'Me', additionalProperties: false, description: 'The caller and its rights.' }
  )
}
export type Me = Static<ReturnType<typeof meSchema>>
