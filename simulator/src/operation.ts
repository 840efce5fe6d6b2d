import type { IncomingHttpHeaders } from 'node:http'
import type { Bend } from './bend.ts'
import type { Nonces } from './gateway/nonces.ts'
import type { Reply } from './reply.ts'
import type { RowList } from './rows.ts'

/** Operations by the names that Rollcall gives their sources. */
export type Operations = Readonly<Record<string, Operation>>

/** Which requests are for an operation, and how they are answered. */
export interface Operation {
  readonly family: Family
  readonly method: 'GET' | 'POST'
  /** With a query: only requests with that very query are for it. */
  readonly path: string
  /** Behind the gateway only. */
  readonly apiVer?: string
  /** Prepares the answers of one running simulator. */
  readonly open: (context: SimulatorContext) => Answer
}

/** The real answer to a request, checked as the upstream checks it. */
export type Answer = (request: ReceivedRequest, bend: Bend) => Reply

export interface ReceivedRequest {
  readonly method: string
  /** Path with query, as sent. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What the operations of one running simulator share. */
export interface SimulatorContext {
  readonly rowsOf: <Row>(list: RowList<Row>) => readonly Row[]
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly nonces: Nonces
  readonly iamOffsetUnit: IamOffsetUnit
}

/** How iam counts `Offset`, from 0: its document can be read either way. */
export type IamOffsetUnit = 'row' | 'page'

/** What the upstreams of one protocol have in common. */
export interface Family {
  readonly name: string
  /** Accepted credentials, as `GET /` lists them. */
  readonly credentials: Readonly<Record<string, string>>
  /** The same for a person at a terminal. */
  readonly credentialsText: string
  /** Settings with which the service calls these upstreams at a URL. */
  readonly settings: (url: string) => Readonly<Record<string, string>>
  /** HTTP 200 with an error in the family's envelope. */
  readonly envelope: (error: EnvelopeError) => Reply
  /** The statuses with which it refuses too many requests. */
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

/** Opens every operation; they share the context. */
export function openUpstreams(operations: Operations, context: SimulatorContext): Upstream[] {
  return Object.entries(operations).map(([source, each]) => Object.assign({ source, answer: each.open(context) }, each))
}

/** The families of these operations, each once. */
export function familiesOf(operations: readonly Operation[]): Family[] {
  return [...new Set(operations.map(({ family }) => family))]
}
