import { Type } from 'typebox'
import { accountProperties, type AccountProperty } from './account-properties.ts'

/** The selected properties, in the order of the model; null for all. */
export type SelectedFields = readonly AccountProperty[] | null

/** The parameter `fields`, in a query string or a JSON body. */
export const Fields = Type.Optional(
  Type.Array(Type.Unsafe<AccountProperty>({ type: 'string', enum: [...accountProperties], title: 'AccountProperty' }), {
    minItems: 1,
    uniqueItems: true,
    description:
      'Properties to return, besides `id` and `source`. Default: all. With `fields`, `masked` names only ' +
      'selected properties. In a query: a comma list.',
    examples: [['displayName', 'email']]
  })
)

/** The given names → the selection. */
export function selectedFields(names: readonly AccountProperty[] | undefined): SelectedFields {
  if (names === undefined) return null
  const selected = new Set<AccountProperty>(['id', 'source', ...names])
  return accountProperties.filter((name) => selected.has(name))
}
