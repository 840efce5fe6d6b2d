import t from 'tap'
import { startPlayer } from '../support/player.ts'
import { pathOf } from '../support/samples.ts'
import { startService } from '../support/service.ts'
import { plain, sources } from '../support/sources.ts'
import { startUpstream } from '../support/upstream.ts'

const toHttps: Readonly<Record<string, (path: string, host: string) => string>> = {
  'the same URL': (path, host) => `https://${host}${path}`,
  'the same URL in capitals': (path) => `HTTPS://WWW.EXAMPLE.COM${path}`,
  'the path without the query': (path) => `https://www.example.com${path.replace(/\?.*/, '')}`,
  'the path with another query': (path) => `https://www.example.com${path.replace(/\?.*/, '')}?a=b`,
  'the path with a slash at its end': (path) => `https://www.example.com${path.replace(/\?.*/, '')}/`,
  'another host and port': (path) => `https://login.example.com:8443${path}`
}

for (const [what, locationOf] of Object.entries(toHttps)) {
  void t.test(`redirect to https, ${what}: upstream-misconfigured with any token`, async (t) => {
    const state = { status: 301 }
    const { url, requests } = await startUpstream(t, (request, response) => {
      const location = locationOf(request.url, request.headers.host ?? '')
      response.writeHead(state.status, { location, 'x-ca-request-id': 'id-1' }).end()
    })
    const { get, log } = await startService(t, `${url}/base`, { environment: plain })
    for (const status of [301, 302, 303, 307, 308]) {
      state.status = status
      for (const source of sources) {
        for (const headers of [{}, { 'x-iam-access-token': 'mine', 'x-iot-token': 'mine' }]) {
          const { body } = await get(pathOf(source), headers)
          t.match(body, {
            slug: 'upstream-misconfigured',
            status: 502,
            retryable: false,
            source,
            detail: /the base URL should be https/,
            upstream: { httpStatus: status }
          })
          t.notMatch(JSON.stringify(body), 'example.com')
        }
      }
    }
    t.equal(requests.length, 5 * 2 * sources.length, 'it is not followed')
    t.notMatch(log(), 'example.com')
  })
}

const { ask } = await startPlayer(t)

for (const location of [
  '/login',
  'https://www.example.com/login',
  'https://www.example.com/',
  'http://www.example.com/iam/subaccounts',
  '//www.example.com/iam/subaccounts',
  'https://',
  'not a URL at all'
]) {
  void t.test(`redirect to ${location}: the protocol of the source decides`, async (t) => {
    for (const source of sources) {
      const { body } = await ask(source, { status: 302, headers: { location } })
      t.match(body, { slug: source === 'iam' ? 'upstream-session-expired' : 'upstream-response-invalid', source })
    }
    const { status } = await ask('iam', { status: 302, headers: { location } }, { 'x-iam-access-token': 'mine' })
    t.equal(status, 401)
  })
}
