import type { JsonObject } from '../../src/json.ts'
import type { Documents } from './schemas.ts'
import { listOf, objectOf } from './read-node.ts'

/** Each way in that there was must still be one, unless none is needed any more. No way at all, and the empty one, let in anyone. */
export function securityBreaks(name: string, before: JsonObject, after: JsonObject): string[] {
  const now = ways(after)
  if (now.every((way) => way === '{}')) return []
  return ways(before)
    .filter((way) => !now.includes(way))
    .map((way) => `${name}: security ${way} is not enough any more`)
}

/** With schemes and scopes in an order of their own. */
function ways({ security }: JsonObject): string[] {
  const all = listOf(security).map((way) => {
    const schemes = Object.entries(objectOf(way)).map(([scheme, scopes]): [string, string[]] => [
      scheme,
      listOf(scopes).map(String).toSorted()
    ])
    return JSON.stringify(Object.fromEntries(schemes.toSorted(([one], [other]) => (one < other ? -1 : 1))))
  })
  return all.length === 0 ? ['{}'] : all
}

/** How credentials travel must stay as it is. */
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
