import { inspect } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import type { Test } from 'tap'

/** `FUZZ=50000 node test/http/fuzz-requests.test.ts` tries more. `FUZZ_SEED` and `FUZZ_PATH` replay a printed failure. */
export const tries = Number(process.env['FUZZ'] ?? 3000)
const replay = {
  ...(process.env['FUZZ_SEED'] === undefined ? {} : { seed: Number(process.env['FUZZ_SEED']) }),
  ...(process.env['FUZZ_PATH'] === undefined ? {} : { path: process.env['FUZZ_PATH'] })
}

/** Concurrent tries: an answer that waits for its deadline then delays no other. */
const atOnce = 20

/** Max heap growth in bytes after the first fifth of the tries, during which caches fill and code is compiled. */
const mostGrownBytes = 16_000_000

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/**
 * Passes `tries` values to `judge`, which throws on a mistake, and checks that memory does not grow. A failure says how to replay
 * it, with the smallest failing value.
 */
export async function fuzz<Value>(
  t: Test,
  values: fc.Arbitrary<Value>,
  judge: (value: Value) => Promise<void>
): Promise<void> {
  const runs = Math.ceil(tries / atOnce)
  let run = 0
  let heapBytes = 0
  const property = fc.asyncProperty(fc.array(values, { minLength: atOnce, maxLength: atOnce }), async (batch) => {
    if (run++ === Math.floor(runs / 5)) heapBytes = usedHeap()
    await Promise.all(batch.map((value) => judgeOne(value, judge)))
  })
  const { failed, seed, counterexamplePath, errorInstance } = await fc.check(property, {
    numRuns: runs,
    endOnFailure: true,
    ...replay
  })
  t.equal(failed, false, `FUZZ_SEED=${seed} FUZZ_PATH=${counterexamplePath} ${String(errorInstance)}`)
  const grownBytes = usedHeap() - heapBytes
  t.comment(`${run * atOnce} tried, heap grown by ${(grownBytes / 1e6).toFixed(1)} MB`)
  t.ok(grownBytes < mostGrownBytes, `${grownBytes} bytes more on the heap`)
}

async function judgeOne<Value>(value: Value, judge: (value: Value) => Promise<void>): Promise<void> {
  try {
    await judge(value)
  } catch (error) {
    throw new Error(`${String(error)} for ${inspect(value, { depth: 5, maxStringLength: 3000 })}`, { cause: error })
  }
}

function usedHeap(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** Counts outcomes. */
export function createTally() {
  const counts = new Map<string, number>()
  return {
    count: (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1),
    countOf: (what: string) => counts.get(what) ?? 0,
    /** The most frequent first. */
    text: () =>
      [...counts]
        .toSorted(([, left], [, right]) => right - left)
        .map(([what, times]) => `${what} ${times}`)
        .join(', ')
  }
}
