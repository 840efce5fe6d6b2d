import { randomUUID } from 'node:crypto'
import { type Bend, straight, writeJson } from '../bend.ts'
import type { Answer, Family, SimulatorContext } from '../operation.ts'
import { businessErrors } from './business-errors.ts'
import { checkSignature } from './check-signature.ts'
import { gatewayCredentials } from './credentials.ts'
import { type Outcome, envelopeReply, envelopeText, readRequest } from './envelope.ts'
import type { Params } from './params.ts'
import { refusals, refuse } from './refusal.ts'

const { appKey, appSecret, iotToken } = gatewayCredentials

/** The IoT API gateway: signed requests, one envelope, refusals in headers. */
export const gateway: Family = {
  name: 'gateway',
  credentials: gatewayCredentials,
  credentialsText: `app key ${appKey}, secret ${appSecret}, iotToken ${iotToken}`,
  settings: (url) => ({
    GATEWAY_BASE_URL: url,
    GATEWAY_APP_KEY: appKey,
    GATEWAY_APP_SECRET: appSecret,
    GATEWAY_STAGE: 'RELEASE'
  }),
  envelope: ({ code, message, localizedMsg }) =>
    envelopeText(writeJson({ id: randomUUID(), code, message, localizedMsg }, straight)),
  throttleShapes: [429, 403],
  throttle: (shape) => refuse(shape === 403 ? refusals.throttledByApp : refusals.throttledByPlugin)
}

/** The backend of an operation. It gets requests that passed all checks. */
export type Backend = (params: Params, bend: Bend, iotToken: string | null | undefined) => Outcome

/** Answers like the gateway: checks signature, body and API version, then calls the backend. */
export function answerGateway({ nonces, now }: SimulatorContext, apiVer: string, backend: Backend): Answer {
  return (received, bend) => {
    const refusal = checkSignature(received, nonces, now())
    if (refusal !== undefined) return refuse(refusal)
    const body = readRequest(received.body)
    if (body === undefined) return refuse(refusals.unreadableBody)
    const outcome =
      body.request?.apiVer === apiVer
        ? backend(body.params ?? {}, bend, body.request.iotToken)
        : businessErrors.backendNotFound
    return envelopeReply(outcome, bend)
  }
}
