import { isAccount, isEndLine, type Account } from './answers.ts'
import { AnswerError, WalkIncomplete } from './errors.ts'
import { describe, endOf, type WalkEnd } from './walk-end.ts'

/**
 * The accounts of an ndjson export, as they arrive, at the reader's pace; leaving the loop ends the answer. Returns how it ended, from
 * its last line. Throws a WalkIncomplete when that line says that accounts are missing, unless `allowIncomplete`; and always when the
 * answer broke off before it.
 */
export async function* readExport(
  body: ReadableStream<Uint8Array>,
  allowIncomplete: boolean,
  signal: AbortSignal | undefined
): AsyncGenerator<Account, WalkEnd, void> {
  let count = 0
  for await (const line of linesOf(body, () => count, signal)) {
    if (isEndLine(line)) {
      const { sources, complete, count: told } = line.end
      const end = endOf(sources, count, sources, complete && told === count)
      if (end.complete || allowIncomplete) return end
      throw new WalkIncomplete(describe(end), end)
    }
    if (!isAccount(line)) throw new AnswerError('a line of the export is not an account', 200)
    count += 1
    yield line
  }
  throw brokeOff(count)
}

/** Whole lines, parsed. What stands after the last line break is a line that did not arrive. */
async function* linesOf(
  body: ReadableStream<Uint8Array>,
  count: () => number,
  signal: AbortSignal | undefined
): AsyncGenerator<unknown, void, void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        signal?.throwIfAborted()
        throw brokeOff(count(), { cause })
      })
      if (done) return
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        signal?.throwIfAborted()
        yield parse(line)
      }
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new AnswerError('a line of the export is not JSON', 200, null, { cause })
  }
}

function brokeOff(count: number, options?: ErrorOptions): WalkIncomplete {
  const end = { complete: false, count, sources: [], missing: [] }
  return new WalkIncomplete('the export broke off: nobody knows what is missing', end, options)
}
