import { randomUUID } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Bend, writeJson } from '../bend.ts'
import { type Reply, jsonType } from '../reply.ts'
import { newRequestId } from './refusal.ts'

/** The members of a request body that the gateway reads. It ignores others. */
export type GatewayRequest = Static<typeof gatewayRequest>

const gatewayRequest = Type.Object({
  request: Type.Optional(
    Type.Object({
      apiVer: Type.Optional(Type.String()),
      iotToken: Type.Optional(Type.Union([Type.String(), Type.Null()]))
    })
  ),
  params: Type.Optional(Type.Record(Type.String(), Type.Unknown()))
})

/** The outcome of a backend: data (null if it found nothing), or an error from the documents' tables. */
export type Outcome = { readonly data: unknown } | BusinessError

export interface BusinessError {
  readonly code: number
  readonly message: string
  readonly localizedMsg: string | null
}

/** The request; undefined if the body is no JSON or has another shape. */
export function readRequest(body: Buffer): GatewayRequest | undefined {
  try {
    const value: unknown = JSON.parse(body.toString())
    return requestChecker.Check(value) ? value : undefined
  } catch {
    return undefined
  }
}

const requestChecker = Compile(gatewayRequest)

/**
 * The outcome in the envelope `{id, code, message, localizedMsg, data}`, with HTTP 200 for errors too. As on the wire, an error
 * has no `data`, and `id` is the gateway's own, not an echo.
 */
export function envelopeReply(outcome: Outcome, bend: Bend): Reply {
  const success = { code: 200, message: null, localizedMsg: null }
  return envelopeText(writeJson({ id: randomUUID(), ...success, ...outcome }, bend))
}

/** A text with the headers of a gateway answer from a backend. */
export function envelopeText(text: string): Reply {
  return { status: 200, headers: { 'content-type': jsonType, 'x-ca-request-id': newRequestId() }, text }
}
