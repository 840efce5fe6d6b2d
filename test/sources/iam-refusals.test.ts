import t from 'tap'
import { startPlayer } from '../support/player.ts'

const { ask, requests } = await startPlayer(t)

const byStatus: readonly (readonly [slug: string, status: number, retryable: boolean, statuses: number[]])[] = [
  ['upstream-session-expired', 502, false, [300, 301, 302, 303, 304, 307, 308, 401]],
  ['upstream-forbidden', 502, false, [403]],
  ['upstream-misconfigured', 502, false, [400, 402, 404, 405, 406, 410, 415, 418, 422, 451]],
  ['upstream-rate-limited', 503, true, [429]],
  ['upstream-error', 502, true, [500, 501, 502, 505, 599]],
  ['upstream-unavailable', 503, true, [421, 425, 503]],
  ['upstream-timeout', 504, true, [408, 504]]
]

for (const [slug, status, retryable, statuses] of byStatus) {
  void t.test(`iam's ${statuses.join(', ')} is ${slug}, whatever the body says`, async (t) => {
    for (const httpStatus of statuses) {
      for (const body of ['', '{"Code":0,"Total":0,"sub_accounts":[]}', '<html>']) {
        const answer = await ask('iam', { status: httpStatus, body })
        t.match(answer.body, { type: `/problems/${slug}`, status, retryable, source: 'iam', upstream: { httpStatus } })
      }
    }
  })
}

const loginPages: readonly (readonly [type: string, text: string])[] = [
  ['text/html;charset=utf-8', '<!DOCTYPE html><title>登录</title>'],
  ['text/html', '\n\n  <!-- gateway -->\n<html><body>login</body></html>'],
  ['application/json', '<!doctype HTML><p>login'],
  ['text/plain', '<HTML><body>login'],
  ['application/xhtml+xml', '<?xml version="1.0"?><html/>']
]

for (const [type, body] of loginPages) {
  void t.test(`an HTML page as ${type} instead of iam's answer is the login page`, async (t) => {
    const answer = await ask('iam', { headers: { 'content-type': type }, body })
    t.match(answer.body, { type: '/problems/upstream-session-expired', status: 502, retryable: false })
  })

  void t.test(`an HTML page as ${type} is a 401 for a caller with its own token`, async (t) => {
    const answer = await ask('iam', { headers: { 'content-type': type }, body }, { 'x-iam-access-token': 'mine' })
    t.equal(answer.status, 401)
    t.match(answer.headers.get('www-authenticate'), /X-Iam-Access-Token/)
  })
}

void t.test('a body that is not a page and not JSON is not the login page', async (t) => {
  for (const body of ['', 'ok', '[]', 'null', '"<html>"', '<?xml version="1.0"?><Error/>']) {
    const answer = await ask('iam', { headers: { 'content-type': 'application/xml' }, body })
    t.match(answer.body, { type: '/problems/upstream-response-invalid', status: 502, retryable: true })
  }
})

void t.test("iam's answer without a Code is upstream-response-invalid", async (t) => {
  for (const body of ['{}', '{"Code":null}', '{"Code":true}', '{"code":0,"Total":0,"sub_accounts":[]}']) {
    t.match(await ask('iam', { body }), { body: { type: '/problems/upstream-response-invalid', status: 502 } })
  }
})

void t.test('without any token, iam is not called and the problem names the header', async (t) => {
  const { ask, requests } = await startPlayer(t, { environment: { IAM_ACCESS_TOKEN: '' } })
  const { status, headers, body } = await ask('iam', {})
  t.equal(status, 401)
  t.match(body, { type: '/problems/upstream-credentials-missing', source: 'iam', retryable: false })
  t.match(headers.get('www-authenticate'), /X-Iam-Access-Token/)
  t.equal(requests.length, 0)
})

void t.test("the caller's token replaces the service's, which is not tried after a failure", async (t) => {
  requests.length = 0
  await ask('iam', { status: 401 }, { 'x-iam-access-token': 'mine' })
  t.strictSame(
    requests.map(({ headers }) => headers.cookie),
    ['access_token=mine']
  )
})
