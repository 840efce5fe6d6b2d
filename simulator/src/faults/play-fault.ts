import type { ServerResponse } from 'node:http'
import { Readable, pipeline } from 'node:stream'
import { type Bend, bendOf, straight } from '../bend.ts'
import type { Family } from '../operation.ts'
import { type Reply, jsonType, sendReply } from '../reply.ts'
import type { Fault } from './fault.ts'

interface Played {
  readonly fault: Fault | undefined
  readonly family: Family
  /** The real answer, for the faults that use it. */
  readonly answer: (bend: Bend) => Reply
}

/** Answers one request by its fault. Timers and streams end when the client disconnects. */
export function playFault({ fault, family, answer }: Played, response: ServerResponse): void {
  switch (fault?.kind) {
    case 'delay':
      return sendLater(response, answer(straight), fault.ms)
    case 'hang':
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'http':
      return sendReply(response, { status: fault.status, headers: fault.headers ?? {}, text: fault.body ?? '' })
    case 'envelope':
      return sendReply(response, family.envelope(fault))
    case 'body':
      return sendReply(response, {
        status: 200,
        headers: { 'content-type': fault.contentType ?? jsonType },
        text: fault.text
      })
    case 'truncate':
      return sendHalf(response, answer(straight))
    case 'oversize':
      return sendOversize(response, fault.bytes)
    case 'throttle':
      return sendReply(response, throttled(family, fault))
    case 'total-drift':
    case 'short-page':
    case 'omit':
    case undefined:
      return sendReply(response, answer(bendOf(fault)))
  }
}

type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>

function sendLater(response: ServerResponse, reply: Reply, ms: number): void {
  const timer = setTimeout(() => sendReply(response, reply), ms)
  response.once('close', () => clearTimeout(timer))
}

/** Announces the full length, sends the first half, and closes the connection. An empty body is sent unchanged. */
function sendHalf(response: ServerResponse, { status, headers, text }: Reply): void {
  const body = Buffer.from(text)
  response.writeHead(status, { ...headers, 'content-length': String(body.length) })
  response.write(body.subarray(0, body.length / 2), () => response.destroy())
}

/** Valid JSON of at least this size, at the client's pace. */
function sendOversize(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { 'content-type': jsonType })
  // This fault expects clients to give up in the middle, so a broken pipe is no error.
  pipeline(Readable.from(filler(bytes)), response, () => {})
}

function* filler(bytes: number): Generator<string> {
  const chunk = 'x'.repeat(65_536)
  yield '{"code":200,"filler":"'
  for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk
  yield '"}'
}

function throttled(family: Family, { shape = 429, retryAfter }: FaultOf<'throttle'>): Reply {
  const reply = family.throttle(shape)
  return retryAfter === undefined
    ? reply
    : { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfter) } }
}
