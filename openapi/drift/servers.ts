import type { JsonObject } from '../../src/json.ts'
import { listOf, objectOf } from './part.ts'

/**
 * Every server must stay, and the first one must stay first, because generated clients call it. `start`: the start of each
 * message.
 */
export function serverBreaks(start: string, before: JsonObject, after: JsonObject): string[] {
  const [old, now] = [addressesOf(before), addressesOf(after)]
  const gone = old.filter((address) => !now.includes(address)).map((address) => `${start}server ${address} is gone`)
  if (gone.length > 0 || old[0] === now[0]) return gone
  const [was, is] = [old, now].map(([first]) => first ?? 'that of the document')
  return [`${start}the first server was ${was}, now it is ${is}`]
}

function addressesOf({ servers }: JsonObject): string[] {
  return listOf(servers).map((server) => String(objectOf(server)['url']))
}
