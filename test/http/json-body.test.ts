import fc from 'fast-check'
import t from 'tap'
import { repeatedMember } from '../../src/http/wire/repeated-member.ts'
import { startSandbox } from '../support/service.ts'

void t.test('no value that was written as JSON has a member twice', (t) => {
  fc.assert(
    fc.property(fc.json({ depthSize: 'medium' }), (json) => repeatedMember(json) === null),
    { numRuns: 2000 }
  )
  t.end()
})

void t.test('a member that is there twice is found wherever it is', (t) => {
  const name = fc.string({ minLength: 1 })
  fc.assert(
    fc.property(fc.jsonValue(), name, fc.jsonValue(), fc.nat(3), (value, member, around, index) => {
      const text = JSON.stringify(value)
      const twice = `{"": ${text}, ${JSON.stringify(member)} :${text},${escaped(member)}: ${text}}`
      const list = [...Array.from({ length: index }, () => JSON.stringify(around)), twice].join()
      return repeatedMember(`{"a":[1,"b"],"list":[${list}]}`) === `list.${index}.${member}`
    }),
    { numRuns: 1000 }
  )
  t.end()
})

/** The same string, no character as itself. */
function escaped(text: string): string {
  const units = text.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `"${units.join('')}"`
}

void t.test('bodies that are JSON to some readers only are refused', async (t) => {
  const { url } = await startSandbox(t)
  const post = async (path: string, body: string | Buffer) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url + path, { method: 'POST', headers, body: Buffer.from(body) })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }
  const search = '/accounts/search'
  for (const [path, body, name, message] of [
    [search, '{"source":["tenant"],"limit":5,"limit":10}', 'limit', 'is given twice'],
    [search, '{"q":"a","\\u0071":"b"}', 'q', 'is given twice'],
    [search, `{"${'x'.repeat(300)}":1,"${'x'.repeat(300)}":1}`, 'x'.repeat(100), 'is given twice'],
    ['/accounts/lookup', '{"keys":[{"phone":"1"},{"email":"a","email":"b"}]}', 'keys.1.email', 'is given twice'],
    [search, Buffer.from('{"q":"caf\xe9"}', 'latin1'), '', 'must be UTF-8']
  ] as const) {
    const problem = { type: '/problems/invalid-request', errors: [{ in: 'body', name, message }] }
    t.match(await post(path, body), { status: 400, body: problem })
  }
  t.equal((await post(search, '{"source":["industry"],"q":"{\\"limit\\":1,\\"limit\\":2} 李"}')).status, 200)
  t.equal((await post(search, '\uFEFF{"limit":1}')).status, 200)
})
