import { hash } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { decodeCursor, encodeCursor, start } from '../../src/accounts/cursor.ts'
import { startSandbox } from '../support/service.ts'
import { listSources } from '../support/sources.ts'

const invalid = /^cursor (is malformed|was issued for other parameters)/

const position = fc.record({
  offset: fc.nat(1_000_000_000),
  total: fc.option(fc.nat()),
  ended: fc.constant(false),
  anchors: fc.array(fc.nat(36 ** 6), { maxLength: 3 }),
  gap: fc.nat(1000)
})

void t.test('a decoded cursor equals the encoded state', (t) => {
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
  const positions = new Map([['tenant', { offset: 137, total: 137, ended: true, anchors: [1], gap: 0 }]])
  const read = decodeCursor(encodeCursor({ positions, turn: 0 }, 'b'), 'b')
  t.match(read.positions.get('tenant'), { ended: true, total: 137 })
  t.end()
})

void t.test('four sources with a billion accounts each stay within 300 characters', (t) => {
  const longest = { offset: 1_000_000_000, total: 1_000_000_000, ended: false, gap: 999_999_999 }
  const anchors = [36 ** 7 - 1, 36 ** 7 - 2, 0]
  const positions = new Map(listSources.map((source) => [source, { ...longest, anchors }]))
  const cursor = encodeCursor({ positions, turn: 3 }, 'x'.repeat(500))
  t.ok(cursor.length <= 300, `${cursor.length}`)
  t.match(cursor, /^[\w-]+$/)
  t.same(decodeCursor(cursor, 'x'.repeat(500)).positions, positions)
  t.end()
})

void t.test('a cursor modified anywhere, or of another query, is cursor-invalid', (t) => {
  const cursor = encodeCursor(
    { positions: new Map([['tenant', { ...start, offset: 20, total: 137 }]]), turn: 1 },
    'query'
  )
  t.throws(() => decodeCursor(cursor, 'another query'), invalid)
  for (let place = 0; place < cursor.length; place++) {
    for (const letter of ['A', 'b', '0', '_', '!', '']) {
      const changed = cursor.slice(0, place) + letter + cursor.slice(place + 1)
      if (changed !== cursor) t.throws(() => decodeCursor(changed, 'query'), invalid)
    }
  }
  t.end()
})

void t.test('a cursor with a valid check sum and invalid contents is cursor-invalid', (t) => {
  for (const json of [
    holding('0', '1'),
    holding('0', '2'),
    holding(''),
    holding('-1'),
    holding('0Stenant'),
    holding('0StenantF'),
    holding('0StenantF-1F5'),
    holding('0StenantF1.5F5'),
    holding('0StenantF05F5'),
    holding('0StenantF1Fx!'),
    holding('0StenantF1F5Fabc'),
    holding('0StenantF1F5F!!!!!!!'),
    holding(`0StenantF1F5F${'0000001'.repeat(4)}`),
    holding('0StenantF1F5FF-1'),
    holding(`0StenantF${(1_000_000_001).toString(36)}F5`),
    holding(`0StenantF${'z'.repeat(12)}F`),
    '{"v":1.1,"s":{}}',
    '{"v":1,"s":{}}',
    'null',
    'not JSON'
  ]) {
    const check = hash('sha256', `${json}\nquery`, 'base64url').slice(0, 8)
    const cursor = Buffer.from(json).toString('base64url') + check
    t.throws(() => decodeCursor(cursor, 'query'), invalid, json)
  }
  t.end()
})

void t.test('a cursor of version 1.0.0 is cursor-invalid and says to start again', async (t) => {
  const { get } = await startSandbox(t)
  const json = '{"v":1,"s":{"tenant":[20,137]}}'
  const check = hash('sha256', `${json}\n[["tenant"],20,{},"allow",false]`, 'base64url').slice(0, 8)
  const { status, body } = await get(
    `/accounts?source=tenant&cursor=${Buffer.from(json).toString('base64url')}${check}`
  )
  t.match([status, body.type], [400, '/problems/cursor-invalid'])
  t.match(body.detail, /older version .* start again without cursor/)
})

void t.test('any text as a cursor is answered, never with a 500', async (t) => {
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

void t.test('a cursor is bound to every other parameter, in any spelling', async (t) => {
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

function holding(walk: string, version = '1.1'): string {
  return `{"v":${version},"s":"${walk}"}`
}
