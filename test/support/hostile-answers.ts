import { deflateSync, gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { hostileJson, hostileText, oneOfWords, usually } from './hostile.ts'
import { httpAnswer } from './tcp-upstream.ts'

/** One change of a text, at a position given as a fraction of its length. */
const edit = fc
  .record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(40),
    text: fc.oneof(hostileText, fc.constantFrom('"', '{', '}', '[', ']', ',', ':', '0', '-', 'e9', 'null,', '\\u0000'))
  })
  .map(({ at, length, text }) => (good: string): string => {
    const place = Math.floor(at * good.length)
    return good.slice(0, place) + text + good.slice(place + length)
  })

/** Another value for a random member or item. */
const otherValue = fc.tuple(fc.nat(), hostileJson).map(([number, json]) => (good: string): string => {
  const places = [...good.matchAll(/(?<=":|[[,])("(?:[^"\\]|\\.)*"(?!:)|-?\d+|true|false|null|\{\}|\[\])/g)]
  const found = places[number % Math.max(places.length, 1)]
  return found === undefined ? good : good.slice(0, found.index) + json + good.slice(found.index + found[0].length)
})

/** A duplicated member with another value. */
const twice = fc.tuple(fc.nat(), hostileJson).map(([number, json]) => (good: string): string => {
  const names = [...good.matchAll(/"\w+":/g)]
  const found = names[number % Math.max(names.length, 1)]
  return found === undefined ? good : `${good.slice(0, found.index)}${found[0]}${json},${good.slice(found.index)}`
})

const changed = fc.oneof(
  fc.constant((good: string): string => good),
  fc.double({ min: 0, max: 1, noNaN: true }).map((part) => (good: string) => good.slice(0, part * good.length)),
  fc
    .array(edit, { minLength: 1, maxLength: 3 })
    .map((edits) => (good: string) => edits.reduce((text, change) => change(text), good)),
  otherValue,
  fc
    .array(otherValue, { minLength: 2, maxLength: 4 })
    .map((all) => (good: string) => all.reduce((text, change) => change(text), good)),
  twice,
  hostileJson.map((json) => (): string => json),
  hostileText.map((text) => (): string => text)
)

const packings = {
  plain: (body: Buffer): Buffer => body,
  gzip: (body: Buffer): Buffer => gzipSync(body),
  deflate: (body: Buffer): Buffer => deflateSync(body),
  half: (body: Buffer): Buffer => gzipSync(body).subarray(0, 30),
  bomb: (): Buffer => gzipSync(Buffer.alloc(3_000_000, 32)),
  noise: (body: Buffer): Buffer => Buffer.from(body.map((byte, place) => (byte * 31 + place * 7) % 256))
} as const

const encodings = fc.constantFrom(
  'gzip',
  'x-gzip',
  'deflate',
  'br',
  'zstd',
  'identity',
  'GZIP ',
  'gzip, gzip',
  'UTF-8',
  'none, utf8',
  '__proto__'
)
const packed = usually(
  fc.constant({ packing: 'plain' as const, encoding: null }),
  fc.record({
    packing: fc.constantFrom(
      'plain' as const,
      'gzip' as const,
      'deflate' as const,
      'half' as const,
      'bomb' as const,
      'noise' as const
    ),
    encoding: encodings
  })
)

const header = fc.tuple(
  oneOfWords(
    'content-type retry-after location set-cookie x-ca-error-code x-ca-error-message connection x-ca-request-id ' +
      'x-request-id x-ca-error-MESSAGE date trailer upgrade keep-alive'
  ),
  fc.oneof(
    hostileText,
    fc.constantFrom(
      'close',
      '0',
      '1',
      '-1',
      '1e9',
      '99999999999999999999',
      'Wed, 21 Oct 2015 07:28:00 GMT',
      'text/html',
      'application/json;charset=gbk',
      'application/json;charset="UTF-16"',
      'application/json;charset=klingon'
    ),
    fc.constantFrom('Throttled by APP Flow Control', 'Invalid Signature', 'I400HP', 'timeout=0', 'keep-alive')
  )
)

const status = usually(
  fc.constant('200 OK'),
  fc.oneof(
    fc.integer({ min: 100, max: 599 }).map((code) => `${code} x`),
    fc.constantFrom('200', '000 x', '999 x', '20 x', '2000 x', 'OK', '-1 x', '200 \0')
  )
)

/** Bytes after, or instead of, the end. */
const framing = usually(
  fc.constant('right' as const),
  fc.constantFrom(
    'short' as const,
    'long' as const,
    'chunked' as const,
    'badChunks' as const,
    'untilClose' as const,
    'more' as const,
    'interim' as const,
    'noise' as const
  )
)

const interims = ['100 Continue', '102 x\r\na: b', '103 Early Hints', '199']
  .map((line) => `HTTP/1.1 ${line}\r\n\r\n`)
  .join('')

export interface HostileAnswer {
  readonly bytes: Buffer
  /** Whether the connection closes after it. */
  readonly ends: boolean
  /** The body, if it arrives complete and uncompressed; else null. */
  readonly text: string | null
}

/** Answers close to a valid one, with some parts that no upstream should send. */
export const hostileAnswer = fc
  .record({ changed, packed, status, headers: fc.array(header, { maxLength: 2 }), framing, ends: fc.boolean() })
  .map(
    ({ changed, packed: { packing, encoding }, status, headers, framing, ends }) =>
      (good: string): HostileAnswer => {
        const text = changed(good)
        const body = packings[packing](Buffer.from(text))
        const fields = {
          ...Object.fromEntries(headers),
          ...(encoding === null ? {} : { 'content-encoding': encoding })
        }
        const whole = httpAnswer(body, fields, status)
        const said = status === '200 OK' && framing === 'right' && encoding === null ? text : null
        switch (framing) {
          case 'right':
            return { bytes: whole, ends, text: said }
          case 'short':
            return { bytes: whole.subarray(0, -5), ends, text: null }
          case 'long':
            return { bytes: Buffer.concat([whole, Buffer.from('HTTP')]), ends, text: null }
          case 'more':
            return { bytes: Buffer.concat([whole, httpAnswer('{"code":200}')]), ends, text: null }
          case 'interim':
            return { bytes: Buffer.concat([Buffer.from(interims), whole]), ends, text: null }
          case 'chunked':
            return { bytes: chunks(`${body.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`, status), ends, text: null }
          case 'badChunks':
            return { bytes: chunks(`zz\r\n${text}\r\n0\r\n\r\n`, status), ends, text: null }
          case 'untilClose':
            return { bytes: Buffer.from(`HTTP/1.1 ${status}\r\n\r\n${text}`), ends: true, text: null }
          default:
            return { bytes: packings.noise(whole), ends, text: null }
        }
      }
  )

function chunks(text: string, status: string): Buffer {
  return Buffer.from(`HTTP/1.1 ${status}\r\ntransfer-encoding: chunked\r\n\r\n${text}`)
}
