import { Type } from 'typebox'

/** Text or null. Null usually means unknown. */
export function nullableText(description: string) {
  return Type.Unsafe<string | null>({ type: ['string', 'null'], description })
}

export function nullableFlag(description: string) {
  return Type.Unsafe<boolean | null>({ type: ['boolean', 'null'], description })
}

export function nullableInteger(description: string, bounds: { readonly minimum?: number } = {}) {
  return Type.Unsafe<number | null>({ type: ['integer', 'null'], ...bounds, description })
}

/** An RFC 3339 date-time or null. */
export function nullableMoment(description: string) {
  return Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time', description })
}

/** Another schema of the model, by its `$id`, or null. */
export function nullableReference<Model>(id: string, description: string) {
  return Type.Unsafe<Model | null>({ anyOf: [{ $ref: `${id}#` }, { type: 'null' }], description })
}
