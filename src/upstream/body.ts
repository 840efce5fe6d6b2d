import { promisify } from 'node:util'
import { unzip } from 'node:zlib'
import { Failure } from '../problems/failure.ts'

const unzipAsync = promisify(unzip)

/** The failure of an answer larger than the service reads. */
export function tooLarge(maxBytes: number): Failure {
  return new Failure('upstream-response-invalid', { detail: `the upstream's answer is larger than ${maxBytes} bytes` })
}

/**
 * Chunks as they came → text. Undoes gzip and deflate, also within `maxBytes`. `encoding`: the `Content-Encoding` of the answer, a
 * list where it was sent more than once. Throws a Failure.
 */
export function readBody(
  chunks: readonly Buffer[],
  encoding: string | readonly string[],
  maxBytes: number
): string | Promise<string> {
  const [first] = chunks
  const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)
  switch (codingOf(encoding)) {
    case '':
      return bytes.toString('utf8')
    case 'gzip':
    case 'x-gzip':
    case 'deflate':
      return inflate(bytes, maxBytes)
    default:
      throw new Failure('upstream-response-invalid', {
        detail: "the upstream's answer has a content encoding that was not asked for"
      })
  }
}

/** What has to be undone; empty where nothing has. */
function codingOf(encoding: string | readonly string[]): string {
  const codings = String(encoding).toLowerCase().split(',')
  return codings
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .join()
}

async function inflate(bytes: Buffer, maxBytes: number): Promise<string> {
  try {
    const inflated = await unzipAsync(bytes, { maxOutputLength: maxBytes })
    return inflated.toString('utf8')
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxBytes)
    throw new Failure('upstream-response-invalid', {
      detail: "the upstream's answer could not be decompressed",
      cause: error
    })
  }
}
