import fc from 'fast-check'
import t from 'tap'
import { findDuplicateKey } from '../src/json.ts'

void t.test('stringified values have no duplicated member', (t) => {
  fc.assert(
    fc.property(fc.json({ depthSize: 'medium' }), (json) => findDuplicateKey(json) === null),
    { numRuns: 2000 }
  )
  t.end()
})

void t.test('a duplicated member is found at any depth', (t) => {
  const name = fc.string({ minLength: 1 })
  fc.assert(
    fc.property(fc.jsonValue(), name, fc.jsonValue(), fc.nat(3), (value, member, around, index) => {
      const text = JSON.stringify(value)
      const twice = `{"": ${text}, ${JSON.stringify(member)} :${text},${escaped(member)}: ${text}}`
      const list = [...Array.from({ length: index }, () => JSON.stringify(around)), twice].join()
      return findDuplicateKey(`{"a":[1,"b"],"list":[${list}]}`) === `list.${index}.${member}`
    }),
    { numRuns: 1000 }
  )
  t.end()
})

/** The same string with every character escaped. */
function escaped(text: string): string {
  const units = text.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `"${units.join('')}"`
}
