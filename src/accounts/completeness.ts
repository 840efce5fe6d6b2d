import type { SourceReport, Warning } from '../model/page.ts'

/**
 * Whether nothing is missing: every source answered or had ended before, and no warning but `total-changed` was given. The
 * only place where this is decided; all that says `complete` derives from it.
 */
export function isComplete(sources: readonly Pick<SourceReport, 'status' | 'warnings'>[]): boolean {
  return sources.every(({ status, warnings }) => (status === 'ok' || status === 'done') && !warnings.some(isLoss))
}

/** Whether a warning says that something is missing. */
export function isLoss({ code }: Warning): boolean {
  return code !== 'total-changed'
}
