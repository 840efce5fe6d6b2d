import type { Bend } from '../bend.ts'
import type { Accounts } from '../data/accounts.ts'
import { type SimulatedSource, operations } from '../operations.ts'
import type { Reply } from '../reply.ts'
import { businessErrors } from './business-errors.ts'
import { checkSignature } from './check-signature.ts'
import { type GatewayRequest, type Outcome, envelopeReply, readRequest } from './envelope.ts'
import type { Nonces } from './nonces.ts'
import type { Params } from './params.ts'
import { queryIdentity } from './gateway-lookup.ts'
import { queryIndustry } from './industry-filters.ts'
import { queryScope } from './query-scope.ts'
import { queryTenant } from './gateway-list.ts'
import { refusals, refuse } from './refusal.ts'
import type { SignedRequest } from './string-to-sign.ts'

/** The upstreams behind the gateway. */
export type GatewaySource = Exclude<SimulatedSource, 'iam'>

/** What the gateway keeps between two requests. */
export interface Gateway {
  readonly accounts: Accounts
  readonly nonces: Nonces
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** The gateway's way with a request: signature, body, API version, then the operation's backend. */
export function answerGateway(gateway: Gateway, source: GatewaySource, signed: SignedRequest, bend: Bend): Reply {
  const refusal = checkSignature(signed, gateway.nonces, gateway.now())
  if (refusal !== undefined) return refuse(refusal)
  const request = readRequest(signed.body)
  if (request === undefined) return refuse(refusals.unreadableBody)
  return envelopeReply(askBackend(gateway.accounts, source, request, bend), bend)
}

function askBackend(accounts: Accounts, source: GatewaySource, request: GatewayRequest, bend: Bend): Outcome {
  const { apiVer, iotToken } = request.request ?? {}
  if (apiVer !== operations[source].apiVer) return businessErrors.backendNotFound
  return backends[source](accounts, request.params ?? {}, bend, iotToken)
}

type Backend = (accounts: Accounts, params: Params, bend: Bend, iotToken: string | null | undefined) => Outcome

const backends: Readonly<Record<GatewaySource, Backend>> = {
  tenant: ({ tenant }, params, bend) => queryTenant(tenant, params, bend),
  scope: ({ scope }, params, bend) => queryScope(scope, params, bend),
  industry: ({ industry }, params, bend, iotToken) => queryIndustry(industry, params, iotToken, bend),
  identity: ({ identity }, params) => queryIdentity(identity, params)
}
