import t, { type Test } from 'tap'
import { startPlayer } from '../support/player.ts'
import { answerWith, successOf } from '../support/samples.ts'
import { gatewaySources, idMember, listSources, sources } from '../support/sources.ts'

const { ask, get, log } = await startPlayer(t)

/** The answer is upstream-response-invalid, and the next call works. */
async function refused(t: Test, source: string, body: string, type = 'application/json'): Promise<void> {
  const answer = await ask(source, { headers: { 'content-type': type }, body })
  t.match(answer.body, { type: '/problems/upstream-response-invalid', status: 502, retryable: true, source })
  t.match(answer.body.upstream, { httpStatus: 200 })
  t.equal((await ask(source, { body: successOf(source) })).status, 200, 'the next call works')
}

/** Whether the data of a source is an object. For others it is the list itself. */
function hasObjectAsData(source: string): boolean {
  return !Array.isArray(JSON.parse(successOf(source)).data)
}

const page = '<!DOCTYPE html><html><head><title>502</title></head><body>nginx</body></html>'

const unreadable: readonly (readonly [what: string, bodyFor: (good: string) => string])[] = [
  ['an empty body', () => ''],
  ['blanks', () => ' \r\n\t '],
  ['text', () => 'OK'],
  ['JSON that stops', (good) => good.slice(0, good.length / 2)],
  ['JSON with something behind it', (good) => `${good}{}`],
  ['JSON with a comment', (good) => `// sample\n${good}`],
  ['single quotes', (good) => good.replaceAll('"', "'")],
  ['NaN', (good) => good.replace('"id"', '"n":NaN,"id"').replace('"Code"', '"n":NaN,"Code"')],
  ['JSONP', (good) => `callback(${good})`],
  ['UTF-16', (good) => good.split('').join('\0')],
  ['an array', (good) => `[${good}]`],
  ['a string', (good) => JSON.stringify(good)],
  ['a number', () => '200'],
  ['null', () => 'null'],
  ['true', () => 'true'],
  ['an empty object', () => '{}'],
  ['an array nested too deep', () => `${'['.repeat(100_000)}${']'.repeat(100_000)}`]
]

for (const [what, bodyFor] of unreadable) {
  void t.test(`${what} instead of an answer is upstream-response-invalid`, async (t) => {
    for (const source of sources) await refused(t, source, bodyFor(successOf(source)))
  })
}

void t.test('an HTML page is upstream-response-invalid behind the gateway, and the login page of iam', async (t) => {
  for (const source of gatewaySources) await refused(t, source, page, 'text/html')
  const { body } = await ask('iam', { headers: { 'content-type': 'text/html' }, body: page })
  t.match(body, { type: '/problems/upstream-session-expired', status: 502 })
})

for (const rows of ['{}', '"x"', '""', '5', 'true', 'false', '{"length":1,"0":{}}']) {
  void t.test(`${rows} instead of the list is upstream-response-invalid`, async (t) => {
    for (const source of listSources) await refused(t, source, answerWith(source, rows))
  })
}

for (const data of ['[]', '[{}]', '"x"', '""', '5', 'true', 'false']) {
  void t.test(`behind the gateway, ${data} instead of data is upstream-response-invalid`, async (t) => {
    for (const source of gatewaySources.filter(hasObjectAsData)) {
      await refused(t, source, `{"code":200,"data":${data}}`)
    }
  })
}

for (const total of ['"many"', '{}', '[1]', 'true', '1.5', '-1', '"-1"', '1e999', '99999999999999999999', '"1.0"']) {
  void t.test(`a total of ${total} is upstream-response-invalid`, async (t) => {
    for (const source of listSources) {
      await refused(t, source, answerWith(source, `[{"${idMember(source)}":"1"}]`, total))
    }
  })
}

for (const [total, read] of [
  ['"1"', 1],
  [' 1.0', 1],
  ['1e0', 1],
  ['" 1 "', 1],
  ['null', null],
  ['""', null]
] as const) {
  void t.test(`a total of ${total} is read as ${read}`, async (t) => {
    for (const source of listSources) {
      const { status, body } = await ask(source, { body: answerWith(source, `[{"${idMember(source)}":"1"}]`, total) })
      t.equal(status, 200)
      t.equal(body.page.total, read)
    }
  })
}

void t.test('an absent list counts as empty only if the total is 0', async (t) => {
  for (const source of listSources) {
    const absent = (total: string) => answerWith(source, '0', total).replace(/,"\w+":0(?=\}+$)/, '')
    const { status, body } = await ask(source, { body: absent('0') })
    t.equal(status, 200)
    t.match(body, { data: [], page: { total: 0, nextCursor: null }, complete: true })
    await refused(t, source, absent('1'))
    await refused(t, source, absent('null'))
  }
})

void t.test('a null list is empty, and a short page if the total is larger', async (t) => {
  for (const source of listSources) {
    const empty = await ask(source, { body: answerWith(source, 'null', '0') })
    t.match(empty.body, { data: [], page: { total: 0, nextCursor: null }, complete: true })
    const short = await ask(source, { body: answerWith(source, 'null', '1') })
    t.match(short.body, { data: [], complete: false, sources: [{ warnings: [{ code: 'short-page' }] }] })
  }
})

void t.test('rows that are no objects are warnings, and the other rows are returned', async (t) => {
  for (const source of listSources) {
    const { body } = await ask(source, { body: answerWith(source, `[1,{"${idMember(source)}":"1"}]`, '2') })
    t.strictSame(
      body.data.map(({ id }) => id),
      [`${source}:1`]
    )
    t.strictSame(body.sources[0]?.warnings, [{ code: 'row-invalid', detail: 'the row is not an object', row: 0 }])
    t.equal(body.complete, false)
  }
})

void t.test('a row without an id is a warning in a list, and upstream-response-invalid in a lookup', async (t) => {
  for (const source of listSources) {
    const { body } = await ask(source, { body: answerWith(source, '[{"nickName":"x"}]') })
    t.match(body, { data: [], complete: false, sources: [{ warnings: [{ code: 'row-invalid', row: 0 }] }] })
  }
  await refused(t, 'identity', '{"code":200,"data":{"nickName":"x"}}')
})

void t.test('one bad source does not affect the others', async (t) => {
  await ask('tenant', { body: successOf('tenant') })
  const { status, body } = await get('/accounts')
  t.equal(status, 200)
  t.equal(body.complete, false)
  t.strictSame(
    body.sources.map(({ status }) => status),
    listSources.map((source) => (source === 'tenant' ? 'ok' : 'failed'))
  )
})

void t.test('no bad answer is an internal-error', (t) => {
  t.notMatch(log(), 'internal-error')
  t.end()
})
