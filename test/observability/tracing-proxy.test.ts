import t from 'tap'
import { createAuthority, withoutOpenssl } from '../support/certificates.ts'
import { startCollector, tracedTo } from '../support/collector.ts'
import { startProxy } from '../support/proxy.ts'
import { startSandbox } from '../support/service.ts'
import { startTlsFront } from '../support/tls-front.ts'
import { until } from '../support/until.ts'

const credentials = 'rollcall:heron'
const noProxy = '127.0.0.1'

void t.test('traces to an http URL go through HTTP_PROXY', async (t) => {
  const collector = await startCollector(t)
  const proxy = await startProxy(t, { upstreamUrl: collector.url, credentials })
  const { get, log } = await startSandbox(t, {
    environment: {
      ...tracedTo({ url: 'http://collector.invalid:4318' }),
      HTTP_PROXY: proxy.url.replace('://', `://${credentials}@`),
      NO_PROXY: noProxy
    }
  })
  t.equal((await get('/accounts?source=tenant')).status, 200)
  await collector.spans(2)
  t.match(proxy.requests[0], { method: 'POST', target: 'http://collector.invalid:4318/v1/traces' })
  t.notMatch(log(), /heron/)
})

void t.test(
  'traces to an https URL go through HTTPS_PROXY, with the certificates of OTEL_EXPORTER_OTLP_CERTIFICATE',
  { skip: withoutOpenssl },
  async (t) => {
    const authority = createAuthority(t)
    const collector = await startCollector(t)
    const certificate = authority.issue({ extensions: ['subjectAltName=DNS:collector.invalid'] })
    const proxy = await startProxy(t, {
      upstreamUrl: await startTlsFront(t, collector.url, certificate),
      credentials
    })
    // The exporter reads its certificate settings itself.
    process.env['OTEL_EXPORTER_OTLP_CERTIFICATE'] = authority.rootFile
    t.teardown(() => delete process.env['OTEL_EXPORTER_OTLP_CERTIFICATE'])
    const { get } = await startSandbox(t, {
      environment: {
        ...tracedTo({ url: 'https://collector.invalid' }),
        HTTPS_PROXY: proxy.url.replace('://', `://${credentials}@`)
      }
    })
    t.equal((await get('/accounts?source=tenant')).status, 200)
    await collector.spans(2)
    t.match(proxy.requests[0], { method: 'CONNECT', target: 'collector.invalid:443' })
  }
)

for (const scheme of ['http', 'https'] as const) {
  void t.test(
    `traces: a proxy for ${scheme} that refuses is one line in the log, without its credentials`,
    async (t) => {
      const proxy = await startProxy(t, { upstreamUrl: 'http://127.0.0.1:1', credentials })
      const url = proxy.url.replace('://', '://heron:wrong@')
      const { get, log } = await startSandbox(t, {
        environment: {
          ...tracedTo({ url: `${scheme}://collector.invalid` }),
          HTTP_PROXY: url,
          HTTPS_PROXY: url,
          NO_PROXY: noProxy
        }
      })
      t.equal((await get('/accounts?source=tenant')).status, 200)
      await until(async () => log().includes('traces cannot be sent'))
      t.notMatch(log(), /heron|collector\.invalid/)
    }
  )
}

void t.test('traces: with the collector in NO_PROXY they are sent directly', async (t) => {
  const collector = await startCollector(t)
  const { get } = await startSandbox(t, {
    environment: { ...tracedTo(collector), HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: noProxy }
  })
  t.equal((await get('/accounts?source=tenant')).status, 200)
  t.ok((await collector.spans(2)).length >= 2)
})
