import { isAscii, isUtf8 } from 'node:buffer'
import { Failure } from '../problems/failure.ts'

/** Bytes → text; null when they are not valid in the charset. */
type Decode = (bytes: Buffer) => string | null

/**
 * Bytes → text in the charset that `Content-Type` declares, UTF-8 where it declares none. A charset is one that `TextDecoder` knows
 * (https://encoding.spec.whatwg.org/#names-and-labels). Throws a Failure rather than replace a byte.
 */
export function decodeText(bytes: Buffer, contentType: string | readonly string[] | undefined): string {
  const text = decoderOf(String(contentType))(bytes)
  if (text !== null) return text
  // Only the status and the tags of an HTML page are looked at, and those are ASCII.
  if (/^\s*</.test(bytes.toString('latin1', 0, 64))) return bytes.toString('latin1')
  throw new Failure('upstream-response-invalid', {
    detail: 'the upstream response declares an unknown charset, or has bytes that are invalid in it'
  })
}

/** By `Content-Type`. An upstream sends few different ones. */
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
  // Without a decoder only ASCII is certain. Two charsets write other characters in ASCII.
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

/** By its byte order mark (RFC 2781, 4.3), or because JSON begins with an ASCII character. */
function isBigEndian([first, second]: Buffer): boolean {
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0)
}
