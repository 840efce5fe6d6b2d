import t from 'tap'
import type { Fault } from '../../simulator/src/simulator.ts'
import { faultKinds } from '../../simulator/src/faults/fault.ts'
import { startCollector, tracedTo } from '../support/collector.ts'
import { withFaults } from '../support/faults.ts'
import { scrape } from '../support/metrics.ts'
import { callerSecrets, holdsNone, wholeAnswer } from '../support/secrets.ts'
import { startSandbox } from '../support/service.ts'
import { idMember, plain, sources, timeoutsOf } from '../support/sources.ts'

const { keyword, phone, mail, loginId } = callerSecrets
const said = `${keyword} ${phone} ${mail} ${loginId} sandbox-token`

const faults: Readonly<Record<Fault['kind'], Fault>> = {
  delay: { kind: 'delay', ms: 1 },
  hang: { kind: 'hang' },
  reset: { kind: 'reset' },
  http: { kind: 'http', status: 500, headers: { 'x-ca-error-message': said }, body: said },
  envelope: { kind: 'envelope', code: 9999, message: said, localizedMsg: said },
  body: { kind: 'body', text: `<html>${said}` },
  truncate: { kind: 'truncate' },
  oversize: { kind: 'oversize', bytes: 100_000 },
  throttle: { kind: 'throttle', retryAfter: 1 },
  'total-drift': { kind: 'total-drift', by: 3 },
  'short-page': { kind: 'short-page', by: 2 },
  omit: { kind: 'omit', keys: sources.map(idMember) }
}

const environment = {
  ...plain,
  UPSTREAM_MAX_BODY_BYTES: '65536',
  ...timeoutsOf(300)
}
const tokens = {
  'x-iot-token': 'sandbox-iot-token',
  'x-iam-access-token': 'sandbox-token-2',
  'x-phone': phone,
  'user-agent': mail,
  tracestate: `vendor=${keyword}`,
  baggage: `loginId=${loginId}`
}
const paths = [
  `/accounts?q=${keyword}`,
  '/accounts?limit=4',
  `/accounts?source=industry&q=${keyword}&organizationId=${loginId}`,
  `/accounts?source=iam&q=${mail}&include=raw`,
  `/accounts/lookup?phone=${phone}`,
  `/accounts/lookup?email=${mail}`,
  `/accounts/lookup?loginId=${loginId}`,
  `/accounts/${phone}?${mail}`,
  `/accounts?nobody=${keyword}`
]

for (const kind of faultKinds) {
  void t.test(
    `when every upstream plays ${kind}, nothing secret or personal is logged, counted or traced`,
    async (t) => {
      const collector = await startCollector(t)
      const service = await startSandbox(t, { environment: { ...environment, ...tracedTo(collector) } })
      for (const source of sources) withFaults(t, service.simulator, { [source]: faults[kind] })
      for (const path of paths) await wholeAnswer(service, path, tokens)
      await service.post('/accounts/search', { q: keyword, source: ['iam'] }, tokens)
      t.match(service.log(), '"route":"/accounts"')
      t.match(service.log(), 'upstream call')
      const secrets = [keyword, phone, mail, loginId, 'sandbox']
      holdsNone(t, service.log(), secrets, 'the log')
      const metrics = await scrape(service.url)
      t.match(metrics, 'route="/accounts"')
      holdsNone(t, metrics, secrets, 'the metrics')
      await service.app.server.close()
      t.match(collector.text(), '"http.route"')
      holdsNone(t, collector.text(), [...secrets, '127.0.0.1', 'accounts?'], 'the traces')
    }
  )
}

void t.test('a success logs no personal data', async (t) => {
  const service = await startSandbox(t, { environment: plain })
  const { body } = await service.get('/accounts?limit=40&include=raw', tokens)
  t.equal(body.complete, true)
  const found = await service.get('/accounts/lookup?phone=10000000001', tokens)
  t.equal(found.status, 200)
  const people = [...body.data, found.body].flatMap(({ nativeId, userName, displayName, email, phone, loginId }) =>
    [nativeId, userName, displayName, email, phone, loginId].filter((value) => value !== null)
  )
  t.ok(people.length > 100)
  holdsNone(t, service.log(), [...people, '10000000001', 'sandbox'], 'the log')
})

void t.test('no answer of the sandbox contains its credentials', async (t) => {
  const service = await startSandbox(t, { environment: plain })
  for (const path of [...paths, '/sources', '/accounts?include=raw', '/openapi.json', '/readyz', '/problems']) {
    const answer = await wholeAnswer(service, path, tokens)
    holdsNone(t, answer, ['sandbox-secret', 'sandbox-token', 'sandbox-iot-token', service.simulator.url], path)
  }
})

void t.test('a credential that the simulator refuses is not quoted', async (t) => {
  for (const name of ['GATEWAY_APP_KEY', 'GATEWAY_APP_SECRET', 'IAM_ACCESS_TOKEN']) {
    const service = await startSandbox(t, { environment: { ...plain, [name]: 'kestrel' } })
    for (const path of paths)
      holdsNone(t, await wholeAnswer(service, path, {}), ['kestrel', 'sandbox-secret', 'sandbox-token'], path)
    holdsNone(t, service.log(), ['kestrel', 'sandbox'], 'the log')
  }
})
