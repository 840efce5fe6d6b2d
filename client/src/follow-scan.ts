import { ProblemError } from './errors.ts'

/** Max answers to follow. */
const maxAnswers = 20

/**
 * The answer of `read`. It is called again with the `nextCursor` of each `scan-incomplete`, as long as the scan makes progress.
 * Throws the last `scan-incomplete`, and any other error of `read`.
 */
export async function followScan<Answer>(
  read: (cursor: string | undefined) => Promise<Answer>,
  from: string | undefined
): Promise<Answer> {
  let cursor = from
  for (let answers = 1; ; answers += 1) {
    try {
      return await read(cursor)
    } catch (error) {
      if (!(error instanceof ProblemError) || error.slug !== 'scan-incomplete' || answers === maxAnswers) throw error
      const { scan, nextCursor } = error.problem
      if (nextCursor === undefined || scan === undefined || scan.rows === 0) throw error
      cursor = nextCursor
    }
  }
}
