import { isAscii, isUtf8 } from 'node:buffer'
import { Failure } from '../problems/failure.ts'

/** Bytes → text; null if they are invalid in the charset. */
type Decode = (bytes: Buffer) => string | null

/**
 * Bytes → text in the charset of `Content-Type`, by default UTF-8. Supported are the charsets of `TextDecoder`
 * (https://encoding.spec.whatwg.org/#names-and-labels). Throws a Failure instead of replacing bytes.
 */
export function decodeText(bytes: Buffer, contentType: string | readonly string[] | undefined): string {
  const text = decoderOf(String(contentType))(bytes)
  if (text !== null) return text
  // Only the status and the tags of an HTML page are read, and those are ASCII.
  if (/^\s*</.test(bytes.toString('latin1', 0, 64))) return bytes.toString('latin1')
  throw new Failure('upstream-response-invalid', {
    detail: 'the upstream response declares an unknown charset, or has bytes that are invalid in it'
  })
}

/** Decoders by `Content-Type`. An upstream sends few different ones. */
const decoders = new Map<string, Decode>()
const maxDecoders = 100

function decoderOf(contentType: string): Decode {
  const known = decoders.get(contentType)
  if (known !== undefined) return known
  const [, quoted, single, plain] = charsetParameter.exec(contentType) ?? []
  const decode = createDecoder((quoted ?? single ?? plain ?? '').trim().toLowerCase())
  if (decoders.size < maxDecoders) decoders.set(contentType, decode)
  return decode
}

const charsetParameter = /(?:^|[;,\s])charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^;,\s]*))/i

/** Names that upstreams use and the standard does not list. */
const aliases: Readonly<Record<string, string>> = {
  utf_8: 'utf-8',
  utf8mb4: 'utf-8',
  cp936: 'gbk',
  ms936: 'gbk',
  'windows-936': 'gbk',
  cp950: 'big5',
  'latin-1': 'latin1'
}

function createDecoder(declared: string): Decode {
  const name = Object.hasOwn(aliases, declared) ? aliases[declared] : declared
  if (name === undefined || name === '') return decodeUtf8
  const decoder = openDecoder(name)
  // Without a decoder only ASCII is safe. HZ and UTF-7 encode other characters in ASCII.
  if (decoder === null) return /^hz\b|utf-?7$/.test(name) ? () => null : decodeAscii
  if (decoder.encoding === 'utf-8') return decodeUtf8
  if (name === 'utf-16') return (bytes) => decodeWith(isBigEndian(bytes) ? utf16be : decoder, bytes)
  return (bytes) => (bytes.subarray(0, 3).equals(utf8Mark) ? decodeUtf8(bytes) : decodeWith(decoder, bytes))
}

function openDecoder(name: string): TextDecoder | null {
  try {
    return new TextDecoder(name, { fatal: true })
  } catch {
    return null
  }
}

function decodeUtf8(bytes: Buffer): string | null {
  return isUtf8(bytes) ? bytes.toString('utf8') : null
}

function decodeAscii(bytes: Buffer): string | null {
  return isAscii(bytes) ? bytes.toString('latin1') : null
}

function decodeWith(decoder: TextDecoder, bytes: Buffer): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

const utf8Mark = Buffer.from('\ufeff')
const utf16be = new TextDecoder('utf-16be', { fatal: true })

/** Judged by the byte order mark (RFC 2781, 4.3), else by the zero byte before the first character of JSON, which is ASCII. */
function isBigEndian([first, second]: Buffer): boolean {
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0)
}
