import { hash } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { decodeCursor, encodeCursor, start } from '../../src/accounts/cursor.ts'
import { startSandbox } from '../support/service.ts'

const position = fc.record({
  offset: fc.nat(1_000_000_000),
  total: fc.option(fc.nat()),
  ended: fc.constant(false),
  lastSeen: fc.option(fc.stringMatching(/^[\w-]{6}$/))
})

void t.test('a cursor gives back what was put in', (t) => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z]{1,12}$/), position),
      fc.nat(5),
      fc.string(),
      (sources, turn, binding) => {
        const positions = new Map(Object.entries(sources))
        t.same(decodeCursor(encodeCursor({ positions, turn }, binding), binding), { positions, turn })
      }
    )
  )
  t.end()
})

void t.test('an ended source keeps only its total', (t) => {
  const positions = new Map([['tenant', { offset: 137, total: 137, ended: true, lastSeen: null }]])
  const read = decodeCursor(encodeCursor({ positions, turn: 0 }, 'b'), 'b')
  t.match(read.positions.get('tenant'), { ended: true, total: 137 })
  t.end()
})

void t.test('four sources with millions of accounts stay under 200 bytes', (t) => {
  const positions = new Map(
    ['tenant', 'scope', 'industry', 'iam'].map((source) => [source, { ...start, offset: 1_234_567, total: 7_654_321 }])
  )
  t.ok(encodeCursor({ positions, turn: 3 }, 'x'.repeat(500)).length < 200)
  t.end()
})

void t.test('a cursor changed in any place, or of another query, is cursor-invalid', (t) => {
  const cursor = encodeCursor(
    { positions: new Map([['tenant', { ...start, offset: 20, total: 137 }]]), turn: 1 },
    'query'
  )
  const invalid = /the cursor is not one of this service/
  t.throws(() => decodeCursor(cursor, 'another query'), invalid)
  for (let place = 0; place < cursor.length; place++) {
    for (const letter of ['A', 'b', '0', '_', '!', '']) {
      const changed = cursor.slice(0, place) + letter + cursor.slice(place + 1)
      if (changed !== cursor) t.throws(() => decodeCursor(changed, 'query'), invalid)
    }
  }
  t.end()
})

void t.test('a cursor with a right check and wrong contents is cursor-invalid', (t) => {
  for (const state of [
    { v: 2, s: {} },
    { v: 1 },
    { v: 1, s: [] },
    { v: 1, s: { tenant: 5 } },
    { v: 1, s: { tenant: [] } },
    { v: 1, s: { tenant: [-1, 5] } },
    { v: 1, s: { tenant: [1.5, 5] } },
    { v: 1, s: { tenant: [1, 'x'] } },
    { v: 1, s: { tenant: [1, 5, 7] } },
    { v: 1, s: { tenant: [1_000_000_001, 5] } },
    { v: 1, s: { tenant: [Number.MAX_SAFE_INTEGER, null] } },
    { v: 1, s: {}, t: -1 },
    null,
    []
  ]) {
    t.throws(() => decodeCursor(cursorHolding(JSON.stringify(state)), 'query'), /the cursor is not one of this service/)
  }
  t.throws(() => decodeCursor(cursorHolding('not JSON'), 'query'), /the cursor is not one of this service/)
  t.end()
})

void t.test('any text as a cursor is answered, and never with a 500', async (t) => {
  const { get, post } = await startSandbox(t)
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), async (cursor) => {
      const byGet = await get(`/accounts?source=tenant&cursor=${encodeURIComponent(cursor.toWellFormed())}`)
      t.match([byGet.status, byGet.body.type], [400, '/problems/cursor-invalid'])
      const byPost = await post('/accounts/search', { source: ['tenant'], cursor })
      t.match([byPost.status, byPost.body.type], [400, '/problems/cursor-invalid'])
    }),
    { numRuns: 150 }
  )
})

void t.test('a cursor is bound to every other parameter, however it is spelled', async (t) => {
  const { get, post } = await startSandbox(t)
  const { body } = await get('/accounts?source=industry,iam&limit=2&q=a')
  const cursor = body.page.nextCursor
  t.type(cursor, 'string')
  t.equal((await get(`/accounts?limit=2&q=a&source=iam&source=industry&partial=allow&cursor=${cursor}`)).status, 200)
  t.equal((await post('/accounts/search', { source: ['iam', 'industry'], limit: 2, q: 'a', cursor })).status, 200)
  for (const changed of [
    'source=industry,iam&limit=3&q=a',
    'source=industry&limit=2&q=a',
    'limit=2&q=a',
    'source=industry,iam&limit=2&q=A',
    'source=industry,iam&limit=2',
    'source=industry,iam&limit=2&q=a&role=1',
    'source=industry,iam&limit=2&q=a&partial=forbid',
    'source=industry,iam&limit=2&q=a&include=raw'
  ]) {
    t.equal((await get(`/accounts?${changed}&cursor=${cursor}`)).body.type, '/problems/cursor-invalid')
  }
})

/** A text that carries the right check: anyone who reads the source can make one. */
function cursorHolding(json: string): string {
  return Buffer.from(json).toString('base64url') + hash('sha256', `${json}\nquery`, 'base64url').slice(0, 8)
}
