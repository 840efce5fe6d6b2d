import { Abandoned, Failure } from '../problems/failure.ts'
import type { CallContext } from '../upstream/call-context.ts'

/**
 * An error → the failure of one source. A defect of ours is reported to the context and becomes `internal-error`, so the other
 * sources still answer. Rethrows Abandoned, because the whole request was cancelled.
 */
export function asFailure(error: unknown, source: string, context: CallContext): Failure {
  if (error instanceof Failure) return error
  if (error instanceof Abandoned) throw error
  context.onDefect(error)
  const detail = `unexpected internal error while reading ${source}`
  return new Failure('internal-error', { detail, source, cause: error })
}
