import t, { type Test } from 'tap'
import { envelope, refusalStyles, startPlayer, type PlayedAnswer } from '../support/player.ts'
import type { Answer } from '../support/service.ts'
import { fixture } from '../support/samples.ts'
import { gatewaySources } from '../support/sources.ts'

const { ask, requests } = await startPlayer(t)

interface Row {
  readonly layer: 'gateway' | 'business' | 'iam'
  readonly httpStatus: number
  readonly code: string | null
  readonly message: string | null
  readonly localizedMsg: string | null
  readonly sources: readonly string[]
  readonly slug: string
  readonly status: number
  readonly retryable: boolean
  readonly statusWithCallerToken?: number
}

const table: Row[] = JSON.parse(fixture('upstream-failures.json'))
const rowsOf = (layer: Row['layer']) => table.filter((row) => row.layer === layer)
const nameOf = ({ code, httpStatus, message, localizedMsg }: Row) =>
  [httpStatus, code, message, localizedMsg].filter((part) => part !== null).join(' ')

/** Slug, status and responsible side from the table, and the headers of the status. */
function judge(t: Test, row: Row, source: string, { status, headers, body }: Answer, expected = row.status): void {
  t.equal(status, expected, `${source} status`)
  t.match(body, { type: `/problems/${row.slug}`, status: expected, retryable: row.retryable, source })
  t.equal(headers.has('retry-after'), expected === 503)
  t.equal(headers.has('www-authenticate'), expected === 401)
}

for (const row of rowsOf('gateway')) {
  for (const [style, refusal] of Object.entries(refusalStyles)) {
    void t.test(`the gateway's ${nameOf(row)} in ${style} style is ${row.slug}`, async (t) => {
      for (const source of row.sources) {
        const answer = await ask(source, refusal(row.httpStatus, String(row.code), String(row.message)))
        judge(t, row, source, answer)
        t.equal(answer.body.upstream?.httpStatus, row.httpStatus)
        t.equal(answer.body.upstream?.code, style === 'classic' ? String(row.httpStatus) : row.code)
      }
    })
  }
}

/** The row as an envelope: with every member, and without members that have no value. */
function envelopesOf({ code, message, localizedMsg }: Row): PlayedAnswer[] {
  const said = { code: Number(code), message, localizedMsg }
  return [
    envelope({ ...said, data: null }),
    envelope(Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null)))
  ]
}

for (const row of rowsOf('business')) {
  void t.test(`the envelope's ${nameOf(row)} is ${row.slug} for the sources whose documents list it`, async (t) => {
    for (const source of row.sources) {
      for (const played of envelopesOf(row)) {
        const answer = await ask(source, played)
        judge(t, row, source, answer)
        t.match(answer.body.upstream, { httpStatus: 200, code: row.code })
      }
    }
  })

  void t.test(`the envelope's ${nameOf(row)} means the same for the other sources of the gateway`, async (t) => {
    const others = gatewaySources.filter((source) => !row.sources.includes(source))
    for (const source of others) judge(t, row, source, await ask(source, envelope({ ...row, code: Number(row.code) })))
  })
}

for (const row of rowsOf('business').filter(({ statusWithCallerToken }) => statusWithCallerToken !== undefined)) {
  void t.test(`the envelope's ${nameOf(row)} has the caller's status if the caller's own token failed`, async (t) => {
    requests.length = 0
    const played = envelope({ ...row, code: Number(row.code) })
    const answer = await ask('industry', played, { 'x-iot-token': 'mine' })
    judge(t, row, 'industry', answer, row.statusWithCallerToken)
    t.match(requests[0]?.body, '"iotToken":"mine"')
  })

  void t.test(`the envelope's ${nameOf(row)} has the usual status if the caller's token was not sent`, async (t) => {
    requests.length = 0
    const played = envelope({ ...row, code: Number(row.code) })
    for (const source of ['tenant', 'scope', 'identity'] as const) {
      judge(t, row, source, await ask(source, played, { 'x-iot-token': 'mine' }))
    }
    t.notMatch(JSON.stringify(requests), 'mine')
  })
}

/** iam's document lists no codes, so any code except 0 represents all. */
function iamAnswer({ httpStatus, code }: Row): PlayedAnswer {
  const said = code === null ? { Code: 0, Msg: 'x' } : { Code: 1, Msg: 'x' }
  return {
    status: httpStatus,
    headers: { 'content-type': 'application/json', ...(httpStatus === 302 ? { location: '/login' } : {}) },
    body: JSON.stringify(said)
  }
}

const iamTokens = {
  header: { 'x-iam-access-token': 'mine' },
  cookie: { cookie: 'theme=dark; access_token=mine' }
}

for (const row of rowsOf('iam')) {
  void t.test(`iam's ${nameOf(row)} is ${row.slug}`, async (t) => {
    const answer = await ask('iam', iamAnswer(row))
    judge(t, row, 'iam', answer)
    t.match(answer.body.upstream, { httpStatus: row.httpStatus, code: row.code === null ? null : '1' })
  })

  for (const [place, headers] of Object.entries(iamTokens)) {
    void t.test(`iam's ${nameOf(row)}, with the caller's token in a ${place}`, async (t) => {
      requests.length = 0
      const answer = await ask('iam', iamAnswer(row), headers)
      judge(t, row, 'iam', answer, row.statusWithCallerToken ?? row.status)
      t.equal(requests[0]?.headers.cookie, 'access_token=mine')
    })
  }
}
