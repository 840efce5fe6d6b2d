import { Type } from 'typebox'

/** The parameter `include`, in a query string or a JSON body. */
export const Include = Type.Optional(
  Type.Enum(['raw'], {
    description: '`raw`: adds the upstream row, without secret-like members. Integers beyond 2^53 are strings.'
  })
)
