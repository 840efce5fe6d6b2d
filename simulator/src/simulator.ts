import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import type { Socket } from 'node:net'
import { reachableUrl, usableHost } from '../../src/process/usable-host.ts'
import { type SimulatorState, answerRequest } from './answer-request.ts'
import type { SimulatorCall } from './call-log.ts'
import { type Fault, readFault } from './faults/fault.ts'
import { createFaultStore } from './faults/fault-store.ts'
import { createNonces } from './gateway/nonces.ts'
import { type IamOffsetUnit, type Operations, openUpstreams } from './operation.ts'
import { operations as allOperations } from './operations.ts'
import { type ListSizes, makeRows } from './rows.ts'

export type { Fault } from './faults/fault.ts'

export interface SimulatorOptions {
  /** Where to listen, by default on loopback only. */
  readonly host?: string
  /** By default 0: any that is free. */
  readonly port?: number
  /** Multiplies the lists, by default 1. */
  readonly scale?: number
  /** Exact list sizes, which override `scale`; 0 is allowed. */
  readonly sizes?: ListSizes
  /** By default all. */
  readonly operations?: Operations
  /** How iam reads `Offset`, by default as rows. */
  readonly iamOffsetUnit?: IamOffsetUnit
  /** Epoch milliseconds, for timestamps and nonces. */
  readonly now?: () => number
}

export interface Simulator {
  /** Base URL of every upstream, without a trailing slash. */
  readonly url: string
  /** The last 10,000 upstream requests, in order of arrival; may be emptied. */
  readonly calls: SimulatorCall[]
  /** Same as `PUT /__faults/{source}`; throws FaultRejected where that answers 400. */
  setFault(source: string, fault: Fault): void
  /** Same as `DELETE /__faults/{source}`. */
  clearFault(source: string): void
  /** Sockets now open, for tests of leaks. */
  openSockets(): number
  /** Stops at once: hanging requests are cut off. May be called twice. */
  close(): Promise<void>
}

/** Starts the simulated upstreams on one port. Rejects when it cannot listen. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', port = 0, scale, sizes, iamOffsetUnit = 'row', now = Date.now } = options
  const upstreams = openUpstreams(options.operations ?? allOperations, {
    rowsOf: (list) => makeRows(list, scale, sizes),
    now,
    nonces: createNonces(),
    iamOffsetUnit
  })
  const state: SimulatorState = { upstreams, faults: createFaultStore(upstreams), calls: [] }
  // Only clients close idle sockets: a client's pool must never reuse one that the server has just closed.
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    answerRequest(state, request, response).catch(() => response.destroy())
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(port, await usableHost(host))
  await once(server, 'listening')
  let closing: Promise<void> | undefined
  return {
    url: baseUrl(server),
    calls: state.calls,
    setFault: (source, fault) => state.faults.set(source, readFault(state.faults.familyOf(source), fault)),
    clearFault: (source) => state.faults.clear(source),
    openSockets: () => sockets.size,
    close: () => (closing ??= stop(server, sockets))
  }
}

function baseUrl(server: Server): string {
  const address = server.address()
  assert(typeof address === 'object' && address !== null, 'only a server on a pipe has no address and port')
  return reachableUrl(`http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`)
}

async function stop(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  for (const socket of sockets) socket.destroy()
  await closed
}
