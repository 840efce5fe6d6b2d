import type { JsonObject } from '../../src/json.ts'
import { listOf, objectOf } from './read-node.ts'

/** Each server that there was must still be one, and the first the first: that is where a client calls. `place`: an operation. */
export function serverBreaks(place: string, before: JsonObject, after: JsonObject): string[] {
  const start = place === '' ? '' : `${place}: `
  const [old, now] = [addressesOf(before), addressesOf(after)]
  const gone = old.filter((address) => !now.includes(address)).map((address) => `${start}server ${address} is gone`)
  if (gone.length > 0 || old[0] === now[0]) return gone
  const [was, is] = [old, now].map(([first]) => first ?? 'that of the document')
  return [`${start}the first server was ${was}, now it is ${is}`]
}

function addressesOf({ servers }: JsonObject): string[] {
  return listOf(servers).map((server) => String(objectOf(server)['url']))
}
