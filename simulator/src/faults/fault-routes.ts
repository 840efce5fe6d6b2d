import { type SimulatedSource, isSimulatedSource, simulatedSources } from '../operations.ts'
import { type Reply, jsonReply } from '../reply.ts'
import { FaultRejected, readFault } from './fault.ts'
import type { FaultStore } from './fault-store.ts'

/**
 * `GET /__faults` lists, `PUT /__faults/{source}` sets (JSON body) and `DELETE /__faults/{source}` clears. Answers
 * undefined for any other path; a mistake is a 400 with a JSON message.
 */
export function answerFaultRoute(faults: FaultStore, method: string, path: string, body: Buffer): Reply | undefined {
  if (method === 'GET' && path === '/__faults') return jsonReply(200, faults.list())
  const [, source] = /^\/__faults\/([^/]*)$/.exec(path) ?? []
  if (source === undefined || !['PUT', 'DELETE'].includes(method)) return undefined
  if (!isSimulatedSource(source)) return mistake(`source must be one of ${simulatedSources.join(', ')}`)
  if (method === 'PUT') return setFault(faults, source, body)
  faults.clear(source)
  return done
}

const done: Reply = { status: 204, headers: {}, text: '' }

function mistake(message: string): Reply {
  return jsonReply(400, { message })
}

function setFault(faults: FaultStore, source: SimulatedSource, body: Buffer): Reply {
  try {
    faults.set(source, readFault(source !== 'iam', JSON.parse(body.toString())))
    return done
  } catch (error) {
    return mistake(error instanceof FaultRejected ? error.message : 'the body must be JSON')
  }
}
