import type { TProperties } from 'typebox'
import type { UpstreamAnswer, UpstreamRequest } from '../upstream/message.ts'

/** What others see of a family's settings. The rest is the family's own. */
export interface FamilySettings {
  readonly baseUrl: string
}

/** The values of settings by their names. Each has been checked against its schema. */
export type GivenSettings = Readonly<Record<string, unknown>>

/**
 * A protocol that one source or several speak: signing, envelope, and the settings they share. Its functions are methods so
 * that `Family<Settings>` is a `Family`: the settings a family gets are always those that it has read itself.
 */
export interface Family<Settings extends FamilySettings = FamilySettings> {
  readonly id: string
  /** Environment variables: name → schema, in the order in which they are documented. */
  readonly settings: TProperties
  /** Settings without which none of its sources is enabled. */
  readonly requiredSettings: readonly string[]
  /** Settings whose value is a secret. */
  readonly secretSettings: readonly string[]
  /** The member, header or cookie in which a caller's own token travels to the upstream; null when none does. */
  readonly callerTokenName: string | null
  /** The response header with the upstream's id of a call, in lower case; null when there is none. */
  readonly requestIdHeader: string | null
  /** Null when its settings are not set. A half-set group is a mistake. */
  readSettings(given: GivenSettings, mistakes: string[]): Settings | null
  /** Whether a call can be made: with the caller's token, or with credentials of our own. */
  hasCredentials(settings: Settings, callerToken: string | null): boolean
  /** One call → a request ready to send, signed afresh each time. */
  buildRequest(settings: Settings, call: OperationCall): UpstreamRequest
  /** The data within an answer's envelope; undefined when it has none. Throws a Failure if the answer is no success. */
  readEnvelope(answer: UpstreamAnswer): unknown
}

/** An upstream's operation. Its path may carry a query. */
export interface Operation {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly apiVersion: string | null
}

/** One call of an operation, in the upstream's own terms. */
interface OperationCall {
  readonly operation: Operation
  readonly parameters: CallParameters
  readonly options: RequestOptions
}

export type CallParameters = Readonly<Record<string, string | number>>

/** Whose upstream rights a call runs with, and how it is traced. */
export interface RequestOptions {
  readonly requestId: string
  /** Null when the caller named none. */
  readonly language: string | null
  /** The caller's own token for this source, null when none was sent. */
  readonly callerToken: string | null
}
