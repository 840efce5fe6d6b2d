import type { ServerResponse } from 'node:http'
import { Readable, pipeline } from 'node:stream'
import { type Bend, bendOf, straight, writeJson } from '../bend.ts'
import { envelopeText } from '../gateway/envelope.ts'
import { refusals, refuse } from '../gateway/refusal.ts'
import { iamReply } from '../iam/iam-list.ts'
import { type Reply, jsonType, sendReply } from '../reply.ts'
import type { Fault } from './fault.ts'

/**
 * Answers one request as the fault says; `answer` gives the real answer, checked as ever, for the faults that use it.
 * `isGateway` picks between the two upstream styles. Timers and streams end when the client leaves.
 */
export function playFault(
  fault: Fault | undefined,
  response: ServerResponse,
  isGateway: boolean,
  answer: (bend: Bend) => Reply
): void {
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
      return sendReply(response, isGateway ? gatewayEnvelope(fault) : iamEnvelope(fault))
    case 'body':
      return sendReply(response, {
        ...envelopeText(fault.text),
        headers: { 'content-type': fault.contentType ?? jsonType }
      })
    case 'truncate':
      return sendHalf(response, answer(straight))
    case 'oversize':
      return sendOversize(response, fault.bytes)
    case 'throttle':
      return sendReply(response, throttled(isGateway, fault))
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

function gatewayEnvelope({ code, message, localizedMsg }: FaultOf<'envelope'>): Reply {
  return envelopeText(writeJson({ id: crypto.randomUUID(), code, message, localizedMsg }, straight))
}

function iamEnvelope({ code, message }: FaultOf<'envelope'>): Reply {
  return iamReply(200, { Code: code, Msg: message }, straight)
}

/** Promises the whole, sends the first half, and hangs up. A refusal with an empty body has nothing to lose. */
function sendHalf(response: ServerResponse, { status, headers, text }: Reply): void {
  const body = Buffer.from(text)
  response.writeHead(status, { ...headers, 'content-length': String(body.length) })
  response.write(body.subarray(0, body.length / 2), () => response.destroy())
}

/** Well-formed JSON of at least so many bytes, no faster than the client reads. */
function sendOversize(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { 'content-type': jsonType })
  // A client that gives up in the middle is the point of this fault, so a broken pipe is no error.
  pipeline(Readable.from(filler(bytes)), response, () => {})
}

function* filler(bytes: number): Generator<string> {
  const chunk = 'x'.repeat(65_536)
  yield '{"code":200,"filler":"'
  for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk
  yield '"}'
}

function throttled(isGateway: boolean, { shape, retryAfter }: FaultOf<'throttle'>): Reply {
  const refusal = refuse(shape === 403 ? refusals.throttledByApp : refusals.throttledByPlugin)
  const reply = isGateway ? refusal : { status: 429, headers: {}, text: '' }
  return retryAfter === undefined
    ? reply
    : { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfter) } }
}
