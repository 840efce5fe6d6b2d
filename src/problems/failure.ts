import type { LookupResult } from '../model/lookup.ts'
import type { ScanProgress, SourceReport } from '../model/page.ts'
import { problemType, type Slug } from '../model/problem-catalogue.ts'
import type { UpstreamNote } from '../model/problem-summary.ts'
import type { RequestMistake } from '../model/problem.ts'

export interface FailureFacts {
  /** One sentence for the caller. Holds no host name, secret or upstream text. */
  readonly detail: string
  /** When it differs from the catalogue's. */
  readonly status?: number
  /** When it differs from the catalogue's. */
  readonly retryable?: boolean
  readonly source?: string
  readonly upstream?: UpstreamNote
  readonly errors?: readonly RequestMistake[]
  /** One report for each source, where a list over several sources failed. */
  readonly sources?: readonly SourceReport[]
  /** One result for each key, where every key of a batch lookup failed. */
  readonly results?: readonly LookupResult[]
  /** How far a list was read through before it was given up. */
  readonly scan?: ScanProgress | null
  /** Goes on where the scan was given up. */
  readonly nextCursor?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly retryAfterSeconds?: number
  readonly cause?: unknown
}

/** A failure with a slug of the catalogue: the only error that crosses from one layer to the next. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly slug: Slug
  readonly facts: FailureFacts

  constructor(slug: Slug, facts: FailureFacts) {
    super(facts.detail, { cause: facts.cause })
    this.slug = slug
    this.facts = facts
  }

  get status(): number {
    return this.facts.status ?? problemType(this.slug).status
  }

  get retryable(): boolean {
    return this.facts.retryable ?? problemType(this.slug).retryable
  }

  /** The same failure with some facts added or replaced. */
  with(facts: Partial<FailureFacts>): Failure {
    return new Failure(this.slug, { ...this.facts, ...facts })
  }
}

/** An `invalid-request` of one mistake. `detail` where the name and the message alone would not make a sentence. */
export function invalidRequest(mistake: RequestMistake, detail = `${mistake.name} ${mistake.message}`): Failure {
  return new Failure('invalid-request', { detail, errors: [mistake] })
}

/** This instance stops, and a request cannot be served any more. */
export function shuttingDown(): Failure {
  return new Failure('shutting-down', { detail: 'this instance is shutting down' })
}

/** The work was cancelled (client disconnected, or a sibling call failed). Not an upstream failure. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned'
}
