import t from 'tap'
import { startCollector, tracedTo } from '../support/collector.ts'
import { scrape } from '../support/metrics.ts'
import { envelope, refusalStyles, type PlayedAnswer } from '../support/player.ts'
import { holdsNone, secretEnvironment, secretRequests, wholeAnswer } from '../support/secrets.ts'
import { startService } from '../support/service.ts'
import { startUpstream } from '../support/upstream.ts'

/** Ways in which a failing upstream repeats what it received. `said` is one secret, as sent. */
const echoes: Readonly<Record<string, (said: string) => PlayedAnswer>> = {
  'in the words of an unknown code': (said) =>
    envelope({ code: 9999, Code: 9999, message: `no ${said}`, Msg: `no ${said}`, localizedMsg: `没有${said}！` }),
  'in the words of a known code': (said) => envelope({ code: 460, message: `"${said}"`, localizedMsg: said }),
  'as the code': (said) => envelope({ code: said, Code: said }),
  'as the request id': (said) => ({ ...envelope({ code: 500, Code: 1 }), headers: both(said) }),
  'as the request id of a success that is not understood': (said) => ({ body: 'x', headers: both(said) }),
  'in a refusal, in vpc style': (said) => refusalStyles.vpc(400, 'I400PA', `Invalid ${said}`),
  'as the code of a refusal': (said) => refusalStyles.vpc(400, said, 'x'),
  'in a refusal, in classic style': (said) => refusalStyles.classic(403, '', `Not for ${said}`),
  'in a refusal as JSON': (said) => refusalStyles.json(500, said, `Failed for ${said}`),
  'in what was signed': (said) =>
    refusalStyles.vpc(403, 'A403IS', `Invalid Signature, Server StringToSign:POST#${said}`),
  'in a page': (said) => ({ headers: { 'content-type': 'text/html' }, body: `<html><title>${said}</title>` }),
  'in JSON cut off': (said) => ({ body: `{"code":200,"message":"${said}` }),
  'in a redirect': (said) => ({ status: 302, headers: { location: `/login?${said}`, 'set-cookie': `a=${said}` } }),
  'in other headers': (said) => ({ status: 503, headers: { server: said, 'retry-after': said, 'x-echo': said } }),
  'as a value of the wrong type': (said) => ({
    body: `{"code":200,"Code":0,"Total":"${said}","data":{"total":"${said}","totalCount":"${said}","identityId":["${said}"]}}`
  }),
  'as the name of a content encoding': (said) => ({ headers: { 'content-encoding': said }, body: '{}' })
}

function both(id: string): Record<string, string> {
  return { 'x-ca-request-id': id, 'x-request-id': id }
}

for (const [how, echo] of Object.entries(echoes)) {
  void t.test(`secrets and personal data that an upstream sends ${how} are shown to no caller`, async (t) => {
    let said = ''
    const upstream = await startUpstream(t, (_request, response) => {
      const { status = 200, headers = {}, body = '' } = echo(said)
      response.writeHead(status, headers).end(body)
    })
    const collector = await startCollector(t)
    const environment = { ...secretEnvironment, ...tracedTo(collector) }
    const service = await startService(t, upstream.url, { environment })
    for (const { source, path, headers, secrets } of secretRequests) {
      for (said of secrets) {
        const answer = await wholeAnswer(service, path, headers)
        t.match(answer, /^[45]\d\d /)
        holdsNone(t, answer, secrets, `${source} answers with none, ${said} neither`)
      }
      holdsNone(t, service.log(), secrets, `nothing of ${source} is logged`)
    }
    const all = secretRequests.flatMap(({ secrets }) => secrets)
    holdsNone(t, await scrape(service.url), all, 'nothing is counted by it')
    await service.app.server.close()
    t.match(collector.text(), 'rollcall.source')
    holdsNone(t, collector.text(), all, 'nothing is traced')
  })
}

/** A failure with this message. */
function failingWith(words: string): PlayedAnswer {
  return envelope({ code: 9999, Code: 9999, message: words, Msg: words, localizedMsg: words })
}

const cutOff: readonly (readonly [what: string, wordsFor: (said: string) => string])[] = [
  ['where long words are cut off', (said) => `${'x '.repeat(145)}${said}`],
  ['where very long words are cut off', (said) => `${'x'.repeat(1190)}@a ${said}`],
  ['beside a mail address', (said) => `a@b${said}@c`],
  ['within a web address', (said) => `https://example.com/?${said}`],
  ['in quotes', (said) => JSON.stringify({ q: said })],
  ['in capitals', (said) => said.toUpperCase()]
]

for (const [where, wordsFor] of cutOff) {
  void t.test(`a secret ${where} is not shown, not even half of it`, async (t) => {
    let said = ''
    const upstream = await startUpstream(t, (_request, response) => {
      response.writeHead(200).end(failingWith(wordsFor(said)).body)
    })
    const service = await startService(t, upstream.url, { environment: secretEnvironment })
    for (const { source, path, headers, secrets } of secretRequests) {
      for (said of secrets) {
        const answer = await wholeAnswer(service, path, headers)
        holdsNone(t, answer, [said, said.slice(0, 5)], `${source} ${said}`)
      }
    }
  })
}

const people = ['Anna Kowalska 10012345678', '王五 wang.wu@example.cn', 'a=b c', '李明', 'Ли\u0301 Мин', 'O"Neill\\']

for (const person of people) {
  void t.test(`the search value ${person} is shown neither whole nor in part`, async (t) => {
    const upstream = await startUpstream(t, (_request, response) => {
      response.writeHead(200).end(failingWith(`no one like ${person} here`).body)
    })
    const service = await startService(t, upstream.url, { environment: secretEnvironment })
    const asked = encodeURIComponent(person)
    const [firstWord = person] = person.split(' ')
    for (const path of [
      `/accounts?source=industry&q=${asked}`,
      `/accounts?source=iam&q=${asked}`,
      `/accounts/lookup?loginId=${asked}`
    ]) {
      holdsNone(t, await wholeAnswer(service, path, {}), [person, firstWord], path)
    }
    holdsNone(t, service.log(), [person, firstWord], 'the log')
  })
}

const strangers = [
  '10012345678',
  '+86 100-1234-5678',
  '100 1234 5678',
  '１００１２３４５６７８',
  'wang.wu@example.cn',
  '王五@例子.cn'
]

for (const stranger of strangers) {
  void t.test(`${stranger} from no request is not shown and not logged`, async (t) => {
    const upstream = await startUpstream(t, (_request, response) => {
      response.writeHead(200).end(failingWith(`account ${stranger} is locked, ${stranger}`).body)
    })
    const service = await startService(t, upstream.url, { environment: secretEnvironment })
    for (const { path, headers } of secretRequests) {
      const answer = await wholeAnswer(service, path, headers)
      t.match(answer, 'is locked')
      holdsNone(t, answer, [stranger], path)
    }
    holdsNone(t, service.log(), [stranger], 'the log')
  })
}

void t.test('a secret that starts like another is not shown, not even its end', async (t) => {
  const upstream = await startUpstream(t, (_request, response) => {
    response.writeHead(200).end(failingWith('no key kestrel-peregrine here').body)
  })
  const environment = { ...secretEnvironment, GATEWAY_APP_KEY: 'kestrel', GATEWAY_APP_SECRET: 'kestrel-peregrine' }
  const service = await startService(t, upstream.url, { environment })
  holdsNone(t, await wholeAnswer(service, '/accounts?source=tenant', {}), ['kestrel', 'peregrine'], 'the answer')
})

for (const q of ['40', '03', 'ab', '0 4']) {
  void t.test(`searching for ${q} removes neither the upstream's code nor its request id from a problem`, async (t) => {
    const id = '0AB4C403-0000-4000-8000-00000000AB40'
    const upstream = await startUpstream(t, (_request, response) => {
      response.writeHead(200, { 'x-ca-request-id': id }).end(envelope({ code: 403, message: 'x' }).body)
    })
    const { get } = await startService(t, upstream.url, { environment: secretEnvironment })
    const { body } = await get(`/accounts?source=industry&q=${q}`)
    t.match(body.upstream, { code: '403', requestId: id })
  })
}
