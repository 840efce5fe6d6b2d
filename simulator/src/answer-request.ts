import type { IncomingMessage, ServerResponse } from 'node:http'
import { aboutReply } from './about.ts'
import { type SimulatorCall, recordCall } from './call-log.ts'
import { answerFaultRoute } from './faults/fault-routes.ts'
import type { FaultStore } from './faults/fault-store.ts'
import { playFault } from './faults/play-fault.ts'
import { type Gateway, answerGateway } from './gateway/gateway.ts'
import { refusals, refuse } from './gateway/refusal.ts'
import { type Iam, answerIam } from './iam/iam-list.ts'
import { findOperation } from './operations.ts'
import { readBody } from './read-body.ts'
import { sendReply } from './reply.ts'

/** All that a simulator holds while it runs. */
export interface Upstreams {
  readonly gateway: Gateway
  readonly iam: Iam
  readonly faults: FaultStore
  readonly calls: SimulatorCall[]
}

/**
 * Answers one request: the simulator's own routes, or an upstream operation, which is recorded and then answered as
 * its fault says. A body that is too large is refused and not recorded. Rejects when the client leaves while sending.
 */
export async function answerRequest(
  { gateway, iam, faults, calls }: Upstreams,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const { method = '', url = '', headers } = request
  const [path = ''] = url.split('?', 1)
  const body = await readBody(request)
  if (body === undefined) return sendReply(response, refuse(refusals.bodyTooLarge))
  const source = findOperation(method, path)
  if (source === undefined) {
    const own = method === 'GET' && path === '/' ? aboutReply() : answerFaultRoute(faults, method, path, body)
    return sendReply(response, own ?? refuse(refusals.unknownUrl))
  }
  recordCall(calls, { source, headers, body: source === 'iam' ? '' : body.toString(), url })
  playFault(faults.take(source), response, source !== 'iam', (bend) =>
    source === 'iam'
      ? answerIam(iam, url, headers, bend)
      : answerGateway(gateway, source, { method, url, headers, body }, bend)
  )
}
