import type { UpstreamAnswer, UpstreamRequest } from './message.ts'
import type { RequestContext } from './call-context.ts'

/** One thing to be read from a source. */
export interface Ask<Result> {
  /** What is asked, and with whose upstream rights: reads with equal keys have equal answers. */
  readonly key: string
  /** A request ready to send: signed afresh each time it is called. */
  readonly build: () => UpstreamRequest
  /** Its answer, checked. Throws a Failure. */
  readonly read: (answer: UpstreamAnswer) => Result
  /** Values that must not stand in the upstream's quoted words. */
  readonly secrets: readonly string[]
  /** Whether the answer may be kept, and a kept one used. */
  readonly mayKeep: boolean
}

/** What is asked of a source → the key of the read. It ends with what else an answer depends on: language and rights. */
export function askKey(
  source: string,
  asked: readonly (string | number | boolean | null)[],
  { language, callerTokens }: RequestContext
): string {
  return JSON.stringify([...asked, language, callerTokens.get(source) ?? null])
}
