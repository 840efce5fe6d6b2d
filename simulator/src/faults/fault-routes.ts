import type { ReceivedRequest } from '../operation.ts'
import { type Reply, jsonReply } from '../reply.ts'
import { FaultRejected, readFault } from './fault.ts'
import type { FaultStore } from './fault-store.ts'

/** The parts of a request that a fault route reads. */
type FaultRequest = Pick<ReceivedRequest, 'method' | 'body'> & { readonly path: string }

/**
 * `GET /__faults` lists, `PUT /__faults/{source}` sets (JSON body) and `DELETE /__faults/{source}` clears. Returns undefined for
 * any other path. A mistake is a 400 with a JSON message.
 */
export function answerFaultRoute(faults: FaultStore, { method, path, body }: FaultRequest): Reply | undefined {
  if (method === 'GET' && path === '/__faults') return jsonReply(200, faults.list())
  const [, source] = /^\/__faults\/([^/]*)$/.exec(path) ?? []
  if (source === undefined || !['PUT', 'DELETE'].includes(method)) return undefined
  try {
    const family = faults.familyOf(source)
    if (method === 'DELETE') faults.clear(source)
    else faults.set(source, readFault(family, JSON.parse(body.toString())))
    return { status: 204, headers: {}, text: '' }
  } catch (error) {
    return jsonReply(400, { message: error instanceof FaultRejected ? error.message : 'the body must be JSON' })
  }
}
