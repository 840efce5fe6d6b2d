import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import type { Socket } from 'node:net'
import { type Upstreams, answerRequest } from './answer-request.ts'
import type { SimulatorCall } from './call-log.ts'
import { type ListSizes, createAccounts } from './data/accounts.ts'
import { type Fault, readFault } from './faults/fault.ts'
import { createFaultStore } from './faults/fault-store.ts'
import { createNonces } from './gateway/nonces.ts'
import type { IamOffsetUnit } from './iam/iam-list.ts'
import type { SimulatedSource } from './operations.ts'

export type { Fault } from './faults/fault.ts'
export type { SimulatedSource } from './operations.ts'

export interface SimulatorOptions {
  /** Where to listen, by default on loopback only. */
  readonly host?: string
  /** By default 0: any that is free. */
  readonly port?: number
  /** Multiplies the lists, by default 1. */
  readonly scale?: number
  /** Exact list sizes, which win over `scale`; 0 is allowed. The second iam master's list follows `scale` only. */
  readonly sizes?: ListSizes
  /** How iam reads `Offset`, by default as rows. */
  readonly iamOffsetUnit?: IamOffsetUnit
  /** Epoch milliseconds, for timestamps and nonces. */
  readonly now?: () => number
}

export interface Simulator {
  /** Base URL of the gateway and of iam alike, without a slash at its end. */
  readonly url: string
  /** The last 10,000 upstream requests, in order of arrival; may be emptied. */
  readonly calls: SimulatorCall[]
  /** Same as `PUT /__faults/{source}`; throws FaultRejected where that answers 400. */
  setFault(source: SimulatedSource, fault: Fault): void
  /** Same as `DELETE /__faults/{source}`. */
  clearFault(source: SimulatedSource): void
  /** Sockets now open, for tests of leaks. */
  openSockets(): number
  /** Stops at once: hanging requests are cut off. May be called twice. */
  close(): Promise<void>
}

/** Starts the five simulated upstreams on one port. Rejects when the port cannot be had. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', port = 0, scale = 1, sizes = {}, iamOffsetUnit = 'row', now = Date.now } = options
  const accounts = createAccounts(scale, sizes)
  const upstreams: Upstreams = {
    gateway: { accounts, nonces: createNonces(), now },
    iam: { lists: accounts.iam, offsetUnit: iamOffsetUnit },
    faults: createFaultStore(),
    calls: []
  }
  // A client's pool must never meet a socket that was just closed for idleness: only the client lets go.
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    answerRequest(upstreams, request, response).catch(() => response.destroy())
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(port, host)
  await once(server, 'listening')
  let closing: Promise<void> | undefined
  return {
    url: baseUrl(server),
    calls: upstreams.calls,
    setFault: (source, fault) => upstreams.faults.set(source, readFault(source !== 'iam', fault)),
    clearFault: (source) => upstreams.faults.clear(source),
    openSockets: () => sockets.size,
    close: () => (closing ??= stop(server, sockets))
  }
}

function baseUrl(server: Server): string {
  const address = server.address()
  assert(typeof address === 'object' && address !== null, 'only a server on a pipe has no address and port')
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}

async function stop(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  for (const socket of sockets) socket.destroy()
  await closed
}
