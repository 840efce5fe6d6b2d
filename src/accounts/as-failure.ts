import { Abandoned, Failure } from '../problems/failure.ts'
import type { RequestContext } from '../upstream/call-context.ts'

/**
 * What went wrong with one source, as a failure of that source. A defect of ours, of which the context is told, is
 * `internal-error` there and takes nothing from the other sources. Throws Abandoned again: nobody waits for any of them.
 */
export function asFailure(error: unknown, source: string, { onDefect }: RequestContext): Failure {
  if (error instanceof Failure) return error
  if (error instanceof Abandoned) throw error
  onDefect(error)
  const detail = `the service failed at ${source} in a way it does not know`
  return new Failure('internal-error', { detail, source, cause: error })
}
