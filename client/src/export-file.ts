import { isEndLine } from './check-answer.ts'
import { WalkIncomplete } from './errors.ts'
import { endedEarly, parseLine } from './export.ts'
import type { Opened } from './send.ts'
import { describeMissing, toWalkEnd } from './walk-end.ts'

/** How much of an export has arrived. */
export interface ExportProgress {
  readonly accounts: number
  readonly bytes: number
  /** Accounts to expect, if the service knows: for one source. */
  readonly total: number | null
}

/** An export as a file. Read it once: with `blob` or from `stream`. */
export interface ExportedFile {
  /** The name that the service suggests, such as `accounts.csv`. */
  readonly name: string
  readonly mediaType: string
  /** Accounts to expect, if the service knows: for one source. */
  readonly total: number | null
  /** The file as it arrives. It fails with a WalkIncomplete if accounts are missing. Cancelling it aborts the request. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>
  /** The whole file. Throws a WalkIncomplete if accounts are missing. */
  readonly blob: () => Promise<Blob>
}

export interface FileOptions {
  readonly format: 'ndjson' | 'csv'
  readonly allowIncomplete: boolean
  readonly onProgress: (progress: ExportProgress) => void
  readonly signal: AbortSignal | undefined
}

export function toExportedFile({ body, headers }: Opened, options: FileOptions): ExportedFile {
  const { format } = options
  const total = headers.get('x-total-count')
  const expected = total === null ? null : Number(total)
  const stream = watched(body, expected, options)
  const mediaType = headers.get('content-type') ?? ''
  return {
    name: /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')?.[1] ?? `accounts.${format}`,
    mediaType,
    total: expected,
    stream,
    blob: async () => new Blob(await readAll(stream), { type: mediaType })
  }
}

/** Passes the bytes through, reports the progress, and fails at the end if accounts are missing. */
function watched(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  total: number | null,
  { format, allowIncomplete, onProgress, signal }: FileOptions
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader()
  const counter = format === 'csv' ? countRows() : countLines()
  let bytes = 0
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        signal?.throwIfAborted()
        throw endedEarly(counter.accounts(), cause)
      })
      if (done) {
        counter.finish(allowIncomplete)
        controller.close()
        return
      }
      bytes += value.byteLength
      counter.add(value)
      onProgress({ accounts: counter.accounts(), bytes, total })
      controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason)
  })
}

interface Counter {
  readonly add: (chunk: Uint8Array) => void
  readonly accounts: () => number
  /** Throws if the file is incomplete. */
  readonly finish: (allowIncomplete: boolean) => void
}

/**
 * Counts csv rows, without the header row. A line break in quotes ends no row. For an incomplete file the service breaks the
 * connection.
 */
function countRows(): Counter {
  let rows = 0
  let quoted = false
  return {
    add(chunk) {
      for (const byte of chunk) {
        if (byte === quote) quoted = !quoted
        else if (byte === lineFeed && !quoted) rows += 1
      }
    },
    accounts: () => Math.max(0, rows - 1),
    finish() {
      if (rows === 0) throw endedEarly(0)
    }
  }
}

const [quote, lineFeed] = [0x22, 0x0a]

/** Counts lines of ndjson. The last one says whether the file is complete. */
function countLines(): Counter {
  const decoder = new TextDecoder()
  let [lines, last, rest] = [0, '', '']
  const accounts = () => lines - (last.startsWith('{"end":') ? 1 : 0)
  return {
    add(chunk) {
      const texts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = texts.pop() ?? ''
      lines += texts.length
      last = texts.at(-1) ?? last
    },
    accounts,
    finish(allowIncomplete) {
      const line = rest === '' && last !== '' ? parseLine(last) : null
      if (!isEndLine(line)) throw endedEarly(accounts())
      const { sources, complete, count } = line.end
      const whole = complete && count === accounts()
      const end = toWalkEnd({ reports: sources, count: accounts(), finished: sources, complete: whole })
      if (!end.complete && !allowIncomplete) throw new WalkIncomplete(describeMissing(end), end)
    }
  }
}

async function readAll(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>[]> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return chunks
    chunks.push(value)
  }
}
