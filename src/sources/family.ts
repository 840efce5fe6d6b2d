import type { TProperties } from 'typebox'
import type { UpstreamAnswer, UpstreamRequest } from '../upstream/message.ts'

/** The common part of a family's settings. */
export interface FamilySettings {
  readonly baseUrl: string
}

/** Values of settings by name, checked against their schemas. */
export type GivenSettings = Readonly<Record<string, unknown>>

/**
 * A protocol of one or more sources: signing, envelope and shared settings. Its functions are methods so that `Family<Settings>`
 * is a `Family`: a family always gets the settings that it has read itself.
 */
export interface Family<Settings extends FamilySettings = FamilySettings> {
  readonly id: string
  /** Environment variables: name → schema, in the order of the documentation. */
  readonly settings: TProperties
  /** Settings required to enable its sources. */
  readonly requiredSettings: readonly string[]
  /** Settings whose value is a secret. */
  readonly secretSettings: readonly string[]
  /** The member, header or cookie for a caller's own token; null if the upstream takes none. */
  readonly callerTokenName: string | null
  /** The response header with the upstream's id of a call, in lower case; null if there is none. */
  readonly requestIdHeader: string | null
  /** Null if none of its settings is set. A half-set group is a mistake. */
  readSettings(given: GivenSettings, mistakes: string[]): Settings | null
  /** Whether a call has credentials: the caller's token or our own. */
  hasCredentials(settings: Settings, callerToken: string | null): boolean
  /** One call → a request ready to send, signed afresh each time. */
  buildRequest(settings: Settings, call: OperationCall): UpstreamRequest
  /** The data in an answer's envelope; undefined if it has none. Throws a Failure unless the answer is a success. */
  readEnvelope(answer: UpstreamAnswer): unknown
}

/** An upstream's operation. Its path may have a query. */
export interface Operation {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly apiVersion: string | null
}

/** One call of an operation, with the upstream's parameter names. */
interface OperationCall {
  readonly operation: Operation
  readonly parameters: CallParameters
  readonly options: RequestOptions
}

export type CallParameters = Readonly<Record<string, string | number>>

/** The rights and the request id of a call. */
export interface RequestOptions {
  readonly requestId: string
  /** Null if the caller named none. */
  readonly language: string | null
  /** The caller's own token for this source; null if none was sent. */
  readonly callerToken: string | null
}
