import type { IncomingMessage, ServerResponse } from 'node:http'
import { aboutReply } from './about.ts'
import { type SimulatorCall, recordCall } from './call-log.ts'
import { answerFaultRoute } from './faults/fault-routes.ts'
import type { FaultStore } from './faults/fault-store.ts'
import { playFault } from './faults/play-fault.ts'
import { refusals, refuse } from './gateway/refusal.ts'
import type { Upstream } from './operation.ts'
import { readBody } from './read-body.ts'
import { sendReply } from './reply.ts'

/** The state of a running simulator. */
export interface SimulatorState {
  readonly upstreams: readonly Upstream[]
  readonly faults: FaultStore
  readonly calls: SimulatorCall[]
}

/**
 * Answers one request: a route of the simulator, or an upstream operation, which is recorded and then answered by its fault. A
 * body that is too large is refused and not recorded. Rejects if the client disconnects while sending.
 */
export async function answerRequest(
  { upstreams, faults, calls }: SimulatorState,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const { method = '', url = '', headers } = request
  const [path = ''] = url.split('?', 1)
  const body = await readBody(request)
  if (body === undefined) return sendReply(response, refuse(refusals.bodyTooLarge))
  const upstream = upstreams.find((each) => each.method === method && [path, url].includes(each.path))
  if (upstream === undefined) {
    const isRoot = method === 'GET' && path === '/'
    const own = isRoot ? aboutReply(upstreams) : answerFaultRoute(faults, { method, path, body })
    return sendReply(response, own ?? refuse(refusals.unknownUrl))
  }
  const { source, family, answer } = upstream
  recordCall(calls, { source, headers, body: body.toString(), url })
  const fault = faults.take(source)
  playFault({ fault, family, answer: (bend) => answer({ method, url, headers, body }, bend) }, response)
}
