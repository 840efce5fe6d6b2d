import t from 'tap'
import { startPlayer } from '../support/player.ts'
import { answerWith, successOf } from '../support/samples.ts'
import { idMember, isLookup, sources } from '../support/sources.ts'

const { ask, requests } = await startPlayer(t)

const types = [
  'application/json',
  'Application/JSON; charset=UTF-8',
  'text/json',
  'text/plain',
  'text/html',
  'image/png',
  ''
]

for (const type of types) {
  void t.test(`valid JSON as content-type "${type}" is accepted`, async (t) => {
    const headers = type === '' ? {} : { 'content-type': type }
    for (const source of sources) t.equal((await ask(source, { headers, body: successOf(source) })).status, 200, source)
  })
}

for (const [what, before, after] of [
  ['a byte order mark', '\uFEFF', ''],
  ['blanks around it', ' \r\n\t', '\r\n\r\n'],
  ['a byte order mark and blanks', '\uFEFF\n ', '\n']
] as const) {
  void t.test(`${what}: the accounts are returned`, async (t) => {
    for (const source of sources) {
      t.equal((await ask(source, { body: before + successOf(source) + after })).status, 200, source)
    }
  })
}

void t.test('204 is upstream-response-invalid', async (t) => {
  for (const source of sources) {
    const { body } = await ask(source, { status: 204 })
    t.match(body, { type: '/problems/upstream-response-invalid', status: 502, upstream: { httpStatus: 204 } })
  }
})

void t.test('a redirect is not followed', async (t) => {
  requests.length = 0
  for (const source of sources) {
    for (const status of [301, 302, 303, 307, 308]) {
      t.equal((await ask(source, { status, headers: { location: '/elsewhere' } })).status, 502)
    }
  }
  t.equal(requests.length, 5 * sources.length)
  t.notOk(requests.some(({ url }) => url === '/elsewhere'))
})

const bareIds = [
  ['526233914818170870', '526233914818170870'],
  ['9007199254740993', '9007199254740993'],
  ['9223372036854775807', '9223372036854775807'],
  ['18446744073709551615', '18446744073709551615'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['123456789012345678901234567890', '123456789012345678901234567890'],
  ['9007199254740991', '9007199254740991'],
  ['10480000521', '10480000521'],
  ['-5', '-5'],
  ['0', '0'],
  ['1e3', '1000'],
  ['"00123"', '00123']
] as const

for (const [sent, read] of bareIds) {
  void t.test(`an id sent as ${sent} is ${read}, with every digit`, async (t) => {
    for (const source of sources) {
      for (const space of ['', ' ', '\n\t']) {
        const { body } = await ask(source, { body: answerWith(source, `[{"${idMember(source)}":${space}${sent}}]`) })
        const account = isLookup(source) ? body : body.data[0]
        t.match(account, { id: `${source}:${read}`, nativeId: read }, `${source} ${JSON.stringify(space)}`)
      }
    }
  })
}

for (const sent of ['1e400', '-1e400', '1e30', '9007199254740993.0', 'true', '{}', '[1]', '[]']) {
  void t.test(`an id sent as ${sent} cannot be read, and is a row-invalid`, async (t) => {
    for (const source of sources) {
      const { body } = await ask(source, { body: answerWith(source, `[{"${idMember(source)}":${sent}}]`) })
      if (isLookup(source)) t.match(body, { type: '/problems/upstream-response-invalid', status: 502 })
      else t.match(body, { data: [], complete: false, sources: [{ warnings: [{ code: 'row-invalid', row: 0 }] }] })
    }
  })
}

void t.test("the master's id keeps every digit as iam's parentId", async (t) => {
  const row = '{"AccountId":526958957332270991,"MasterId":526233914818170870,"Type":2}'
  const { body } = await ask('iam', { body: answerWith('iam', `[${row}]`) })
  t.match(body.data[0], { id: 'iam:526958957332270991', parentId: 'iam:526233914818170870' })
})
