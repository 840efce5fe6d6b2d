import * as fc from 'fast-check'

/** Mostly a value of the first kind, sometimes one of the second. */
export function usually<Right, Wrong>(
  right: fc.Arbitrary<Right>,
  wrong: fc.Arbitrary<Wrong>
): fc.Arbitrary<Right | Wrong> {
  return fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: wrong })
}

/** One of the words of a text. */
export function oneOfWords(words: string): fc.Arbitrary<string> {
  return fc.constantFrom(...words.split(' '))
}

const hostileTexts = [
  '',
  ' ',
  '\0',
  'a\0b',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '%',
  '%00',
  '%zz',
  '%C0%AF',
  '%ED%A0%80',
  '\u202e\u0000',
  '\ud800',
  '\ufeff',
  '😀'.repeat(50),
  '../../etc/passwd',
  '..%2f..%2f',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '${7*7}',
  '\r\nset-cookie: a=b',
  '9'.repeat(400),
  '-1',
  '1e999',
  '0x10',
  'NaN',
  'null',
  'true',
  '[]',
  '{}'
] as const

/** Texts that often cause bugs. */
export const hostileText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...hostileTexts) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 10_000 }).map((length) => 'x'.repeat(length)) }
)

/** JSON text with hostile, deep, long, repeated or out-of-range names and values. */
export const hostileJson = fc.oneof(
  { weight: 3, arbitrary: fc.json({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 20_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 100, max: 5000 }).map((depth) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth))
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '{"__proto__":{"admin":true}}',
      '{"constructor":{"prototype":{"admin":true}}}',
      '{"a":1,"a":2}',
      '1e999',
      '-0',
      '123456789012345678901234567890',
      '"\\ud800"',
      'NaN',
      '{"a":1}}',
      '\ufeff{}',
      "{'a':1}",
      ''
    )
  }
)
