import type { JsonObject } from '../../src/json.ts'
import { listOf, objectOf, type Documents, type Part } from './part.ts'

/** Every sufficient security requirement must stay sufficient. An empty one, or none, admits every caller. */
export function securityBreaks({ place, before, after }: Part): string[] {
  const now = requirementsOf(after)
  if (now.every((requirement) => requirement === '{}')) return []
  return requirementsOf(before)
    .filter((requirement) => !now.includes(requirement))
    .map((requirement) => `${place}: security ${requirement} is not enough any more`)
}

/** As JSON, with schemes and scopes sorted. */
function requirementsOf({ security }: JsonObject): string[] {
  const all = listOf(security).map((requirement) => {
    const schemes = Object.entries(objectOf(requirement)).map(([scheme, scopes]): [string, string[]] => [
      scheme,
      listOf(scopes).map(String).toSorted()
    ])
    return JSON.stringify(Object.fromEntries(schemes.toSorted(([one], [other]) => (one < other ? -1 : 1))))
  })
  return all.length === 0 ? ['{}'] : all
}

/** A security scheme must not change, except its description. */
export function schemeBreaks({ before, after }: Documents): string[] {
  const [old, now] = [schemesOf(before), schemesOf(after)]
  return Object.entries(old).flatMap(([name, scheme]) => {
    const other = objectOf(now[name])
    if (!(name in now)) return [`security scheme ${name} is gone`]
    const members = Object.keys({ ...objectOf(scheme), ...other }).filter((member) => member !== 'description')
    return members
      .filter((member) => JSON.stringify(objectOf(scheme)[member]) !== JSON.stringify(other[member]))
      .map((member) => `security scheme ${name}: its ${member} changed`)
  })
}

function schemesOf({ components }: JsonObject): JsonObject {
  return objectOf(objectOf(components)['securitySchemes'])
}
