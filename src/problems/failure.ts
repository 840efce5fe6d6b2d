import type { LookupResult } from '../model/lookup.ts'
import type { ScanProgress, SourceReport } from '../model/page.ts'
import { problemType, type Slug } from '../model/problem-catalogue.ts'
import type { UpstreamNote } from '../model/problem-summary.ts'
import type { RequestMistake } from '../model/problem.ts'

export interface FailureFacts {
  /** One sentence for the caller, without host names, secrets and upstream text. */
  readonly detail: string
  /** If it differs from the catalogue's. */
  readonly status?: number
  /** If it differs from the catalogue's. */
  readonly retryable?: boolean
  readonly source?: string
  readonly upstream?: UpstreamNote
  readonly errors?: readonly RequestMistake[]
  /** One report per source, if a list over several sources failed. */
  readonly sources?: readonly SourceReport[]
  /** One result per key, if every key of a batch lookup failed. */
  readonly results?: readonly LookupResult[]
  /** The progress of a scan that did not finish. */
  readonly scan?: ScanProgress | null
  /** Continues the scan. */
  readonly nextCursor?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly retryAfterSeconds?: number
  readonly cause?: unknown
}

/** A failure with a slug of the catalogue. Layers throw no other error to each other. */
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

/** An `invalid-request` with one mistake. Give `detail` if name and message do not form a sentence. */
export function invalidRequest(mistake: RequestMistake, detail = `${mistake.name} ${mistake.message}`): Failure {
  return new Failure('invalid-request', { detail, errors: [mistake] })
}

/** The instance is shutting down, so the request cannot be served. */
export function shuttingDown(): Failure {
  return new Failure('shutting-down', { detail: 'this instance is shutting down' })
}

/** The work was cancelled (client disconnected, or a sibling call failed). Not an upstream failure. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned'
}
