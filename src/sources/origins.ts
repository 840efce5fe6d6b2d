import type { FieldName, Fields, Origin } from './fields.ts'
import { fieldNames } from './map-row.ts'

interface Source {
  readonly id: string
  readonly fields: Fields
}

/**
 * Describes which members of which sources an Account property comes from: "From nickName (tenant, scope), NickName (iam)." Empty
 * if no source fills it. `roles.code` is the property of an item in the list `roles`.
 */
export function originsIn(sources: readonly Source[]): (property: string) => string {
  return (property) => {
    /** Text of an origin → its sources. */
    const groups = new Map<string, { readonly origin: Origin; readonly ids: string[] }>()
    for (const { id, fields } of sources) {
      const origin = originOf(fields, property)
      if (origin === null) continue
      const key = `${origin.members} ${origin.note}`
      const group = groups.get(key) ?? { origin, ids: [] }
      group.ids.push(id)
      groups.set(key, group)
    }
    const parts = [...groups.values()].map(({ origin, ids }) => {
      const note = origin.note === null ? '' : `; ${origin.note}`
      return `${origin.members} (${ids.join(', ')}${note})`
    })
    return parts.length === 0 ? '' : `From ${parts.join(', ')}.`
  }
}

function originOf(fields: Fields, property: string): Origin | null {
  const [list, item] = property.split('.')
  const name = fieldNames().find((name: FieldName) => name === list)
  const field = name && fields[name]
  return (item === undefined ? field : field?.items?.[item]) ?? null
}
