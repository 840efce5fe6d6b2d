import fc from 'fast-check'
import t from 'tap'
import { parseJson } from '../src/json.ts'

/** The reference: every integer that a double cannot hold becomes the string of its digits. */
function parseByReviver(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '') ? source : value
  )
}

const integers = fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }).map(String)
const strings = fc.oneof(
  fc.string().map((text) => JSON.stringify(text)),
  integers.map((digits) => JSON.stringify(`":${digits},"`)),
  integers.map((digits) => JSON.stringify(`"id":${digits}}`)),
  integers.map((digits) => `"\\\\\\"id\\":${digits}"`)
)
const blanks = fc.constantFrom('', ' ', '\n\t')
const names = fc.oneof(fc.constant('"id"'), strings)
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    integers,
    fc.constantFrom('true', 'null', '1.5', '9007199254740991', '9007199254740993', '-9007199254740993', '1e30', '0'),
    strings,
    fc.array(tie('json'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(names, blanks, tie('json'), blanks), { maxLength: 4 })
      .map(
        (members) =>
          `{${members.map(([name, before, value, after]) => `${name}${before}:${before}${value}${after}`).join(',')}}`
      )
  )
}))

void t.test('long integers: any JSON text gives the digits of each, and nothing else changes', (t) => {
  fc.assert(
    fc.property(json, (text) => {
      t.same(parseJson(text), parseByReviver(text), text)
    }),
    { numRuns: 2000 }
  )
  t.end()
})

void t.test('long integers: text that is not JSON stays invalid', (t) => {
  for (const text of [
    '{"id":0123456789012345678}',
    '{"id":12345678901234567890 1}',
    '{"id":12345678901234567890,}',
    '{"id" 12345678901234567890}',
    '{"id":+12345678901234567890}',
    '{"id":12345678901234567890\u00a0}'
  ]) {
    t.throws(() => parseJson(text), SyntaxError, text)
  }
  t.end()
})
