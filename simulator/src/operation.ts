import type { IncomingHttpHeaders } from 'node:http'
import type { Bend } from './bend.ts'
import type { Nonces } from './gateway/nonces.ts'
import type { Reply } from './reply.ts'
import type { RowList } from './rows.ts'

/** Operations by Rollcall's source ids. */
export type Operations = Readonly<Record<string, Operation>>

/** The requests of an operation, and its answers. */
export interface Operation {
  readonly family: Family
  readonly method: 'GET' | 'POST'
  /** A path with a query matches only requests with exactly that query. */
  readonly path: string
  /** For the gateway only. */
  readonly apiVer?: string
  /** Prepares the answers of one running simulator. */
  readonly open: (context: SimulatorContext) => Answer
}

/** The real answer to a request, with the checks of the upstream. */
export type Answer = (request: ReceivedRequest, bend: Bend) => Reply

export interface ReceivedRequest {
  readonly method: string
  /** Path with query, as sent. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** The context shared by the operations of one running simulator. */
export interface SimulatorContext {
  readonly rowsOf: <Row>(list: RowList<Row>) => readonly Row[]
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly nonces: Nonces
  readonly iamOffsetUnit: IamOffsetUnit
}

/** The unit of iam's `Offset`, from 0. Its document allows both readings. */
export type IamOffsetUnit = 'row' | 'page'

/** The common part of the upstreams of one protocol. */
export interface Family {
  readonly name: string
  /** Accepted credentials, for `GET /`. */
  readonly credentials: Readonly<Record<string, string>>
  /** The same, for the terminal. */
  readonly credentialsText: string
  /** The service's settings for these upstreams at a URL. */
  readonly settings: (url: string) => Readonly<Record<string, string>>
  /** HTTP 200 with an error in the family's envelope. */
  readonly envelope: (error: EnvelopeError) => Reply
  /** The statuses for throttling. */
  readonly throttleShapes: readonly ThrottleShape[]
  readonly throttle: (shape: ThrottleShape) => Reply
}

type ThrottleShape = 429 | 403

interface EnvelopeError {
  readonly code: number | string
  readonly message?: string | null
  readonly localizedMsg?: string | null
}

/** An operation of a running simulator. */
export interface Upstream extends Operation {
  readonly source: string
  readonly answer: Answer
}

/** Opens every operation with a shared context. */
export function openUpstreams(operations: Operations, context: SimulatorContext): Upstream[] {
  return Object.entries(operations).map(([source, each]) => Object.assign({ source, answer: each.open(context) }, each))
}

/** The families of these operations, each once. */
export function familiesOf(operations: readonly Operation[]): Family[] {
  return [...new Set(operations.map(({ family }) => family))]
}
