import t, { type Test } from 'tap'
import { startService } from '../support/service.ts'
import { answerWith, pathOf } from '../support/samples.ts'
import { idMember, isLookup, plain, sources } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

/** The service's answer with include=raw for one upstream row, and its text. */
async function answered(t: Test, source: string, members: string) {
  const row = `{"${idMember(source)}":"1"${members}}`
  const upstream = await startUpstream(t, (_request, response) => sendJson(response, answerWith(source, `[${row}]`)))
  const service = await startService(t, upstream.url, { environment: plain })
  const response = await fetch(`${service.url}${pathOf(source)}&include=raw`)
  const text = await response.text()
  return { status: response.status, text, log: service.log() }
}

for (const source of sources) {
  void t.test(`${source}: raw keeps numbers, long ones as text`, async (t) => {
    const { text } = await answered(t, source, ',"long":526233914818170870,"deep":[{"n":-9007199254740993}],"n":1.5')
    t.match(text, '"long":"526233914818170870","deep":[{"n":"-9007199254740993"}],"n":1.5')
  })

  void t.test(`${source}: digits within text stay unchanged`, async (t) => {
    const { text } = await answered(t, source, ',"note":"a:526233914818170870, b: [526233914818170870]"')
    t.match(text, '"note":"a:526233914818170870, b: [526233914818170870]"')
  })

  void t.test(`${source}: members with names of JavaScript's own are kept safely`, async (t) => {
    const members = '"__proto__":{"phone":"1","polluted":1},"constructor":{"prototype":{"polluted":1}},"toJSON":"x"'
    for (const long of ['', ',"long":526233914818170870']) {
      const { status, text } = await answered(t, source, `,${members}${long}`)
      t.equal(status, 200)
      t.match(text, members)
      t.match(text, '"phone":null')
      t.notOk('polluted' in {})
    }
  })

  void t.test(`${source}: secret-like members are removed at any depth`, async (t) => {
    const secrets = '"password":"s3cret","pwdEncrypted":"s3cret","APP_SECRET":"s3cret","iotToken":"s3cret"'
    const { status, text } = await answered(t, source, `,${secrets},"in":{"a":[[{${secrets},"kept":1}]]}`)
    t.equal(status, 200)
    t.notMatch(text, 's3cret')
    t.match(text, '"in":{"a":[[{"kept":1}]]}')
  })

  void t.test(`${source}: twenty levels are kept in raw`, async (t) => {
    const nested = `${'{"a":['.repeat(10)}1${']}'.repeat(10)}`
    const { text } = await answered(t, source, `,"nested":${nested}`)
    t.match(text, nested)
  })

  for (const [what, open, close] of [
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}']
  ] as const) {
    for (const long of ['', ',"long":526233914818170870']) {
      void t.test(
        `${source}: ${what} nested a hundred thousand deep end nothing${long && ', long number or not'}`,
        async (t) => {
          const nested = `${open.repeat(100_000)}1${close.repeat(100_000)}`
          const { status, text, log } = await answered(t, source, `,"nested":${nested}${long}`)
          t.match(text, isLookup(source) || status === 502 ? 'upstream-response-invalid' : '"code":"row-invalid"')
          t.notMatch(log, 'internal-error')
        }
      )
    }
  }

  void t.test(`${source}: half a surrogate pair becomes valid JSON`, async (t) => {
    const { status, text } = await answered(t, source, String.raw`,"odd":"\ud83d","nul":"\u0000"`)
    t.equal(status, 200)
    t.match(JSON.parse(text) === null, false)
  })
}
