import type { Account } from './answers.ts'
import { isAccount, isEndLine } from './check-answer.ts'
import { AnswerError, ConnectionError, WalkIncomplete } from './errors.ts'
import { describeMissing, toWalkEnd, type WalkEnd } from './walk-end.ts'

export interface ReadOptions {
  readonly allowIncomplete: boolean
  readonly signal: AbortSignal | undefined
}

/**
 * Yields the accounts of an ndjson export as they arrive, at the reader's pace; leaving the loop aborts the request. Returns what
 * the last line says. Throws a WalkIncomplete if accounts are missing, unless `allowIncomplete` is set, and always if the export
 * ends without its last line.
 */
export async function* readExport(
  body: ReadableStream<Uint8Array>,
  { allowIncomplete, signal }: ReadOptions
): AsyncGenerator<Account, WalkEnd, void> {
  let count = 0
  let cause: unknown
  try {
    for await (const line of readLines(body, signal)) {
      if (isEndLine(line)) {
        const { sources, complete, count: expected } = line.end
        const end = toWalkEnd({ reports: sources, count, finished: sources, complete: complete && expected === count })
        if (end.complete || allowIncomplete) return end
        throw new WalkIncomplete(describeMissing(end), end)
      }
      if (!isAccount(line)) throw new AnswerError('a line of the export is not an account', 200)
      count += 1
      yield line
    }
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    cause = error.cause
  }
  throw endedEarly(count, cause)
}

/** The error of an export that ended before its end. */
export function endedEarly(count: number, cause?: unknown): WalkIncomplete {
  const end = { complete: false, count, sources: [], missing: [] }
  return new WalkIncomplete('the export ended early: it is not known what is missing', end, cause)
}

/** Complete lines, parsed. Text after the last line break is an incomplete line. */
async function* readLines(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined
): AsyncGenerator<unknown, void, void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        signal?.throwIfAborted()
        throw new ConnectionError('broken', 'the connection ended early', { cause })
      })
      if (done) return
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        signal?.throwIfAborted()
        yield parseLine(line)
      }
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** A line of an ndjson export. Throws an AnswerError if it is not JSON. */
export function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new AnswerError('a line of the export is not JSON', 200, null, { cause })
  }
}
