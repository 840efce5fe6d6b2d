import { promisify } from 'node:util'
import { brotliDecompress, inflateRaw, unzip, zstdDecompress } from 'node:zlib'
import { Failure } from '../problems/failure.ts'
import { decodeText } from './charset.ts'
import type { UpstreamAnswer } from './message.ts'

/** The failure of a response that exceeds the size limit. */
export function tooLarge(maxBytes: number): Failure {
  return new Failure('upstream-response-invalid', { detail: `the upstream response is larger than ${maxBytes} bytes` })
}

/** Received chunks → text. Decompresses, also within `maxBytes`, and decodes the charset. Throws a Failure. */
export function readBody(
  chunks: readonly Buffer[],
  headers: UpstreamAnswer['headers'],
  maxBytes: number
): string | Promise<string> {
  const [first] = chunks
  const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)
  const encoding = headers['content-encoding']
  const codings = encoding === undefined ? [] : codingsIn(String(encoding))
  const contentType = headers['content-type']
  if (codings.length === 0) return decodeText(bytes, contentType)
  return decompress(bytes, codings, maxBytes).then((decompressed) => decodeText(decompressed, contentType))
}

type Decompress = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>

const unzipAsync = promisify(unzip)
const inflateRawAsync = promisify(inflateRaw)

/** Content codings (RFC 9110, 8.4.1) → decompression; null if not supported. */
const knownCodings: Readonly<Record<string, Decompress | null>> = {
  gzip: unzipAsync,
  'x-gzip': unzipAsync,
  // Some servers send the raw format without the zlib header.
  deflate: (bytes, options) => (isRawDeflate(bytes) ? inflateRawAsync(bytes, options) : unzipAsync(bytes, options)),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
  compress: null,
  'x-compress': null,
  aes128gcm: null,
  dcb: null,
  dcz: null,
  exi: null,
  'pack200-gzip': null
}

/** The codings in a `Content-Encoding`. Unknown tokens are skipped: some systems put a charset there, `none` or `binary`. */
function codingsIn(encoding: string): string[] {
  return encoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => Object.hasOwn(knownCodings, coding))
}

/** Limits the work that one small response can cause. */
const maxCodings = 2

/** The last coding in the list was applied last, so it is undone first. */
async function decompress(bytes: Buffer, codings: readonly string[], maxBytes: number): Promise<Buffer> {
  const steps = codings.toReversed().map((coding) => knownCodings[coding])
  let current = bytes
  for (const undo of steps) {
    if (!undo || steps.length > maxCodings) {
      throw new Failure('upstream-response-invalid', {
        detail: 'the upstream response has an unsupported content coding'
      })
    }
    try {
      current = await undo(current, { maxOutputLength: maxBytes })
    } catch (error) {
      if (error instanceof RangeError) throw tooLarge(maxBytes)
      throw new Failure('upstream-response-invalid', {
        detail: 'the upstream response cannot be decompressed',
        cause: error
      })
    }
  }
  return current
}

/** The first byte of gzip is 1F, and that of zlib names the method 8 (RFC 1950, 2.2). */
function isRawDeflate([first = 0]: Buffer): boolean {
  return first !== 0x1f && (first & 0x0f) !== 8
}
