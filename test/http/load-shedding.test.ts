import t, { type Test } from 'tap'
import { startSandbox } from '../support/service.ts'

const blockMs = 200

function block(): void {
  const end = performance.now() + blockMs
  while (performance.now() < end);
}

/** Delays the event loop as an overload would, until the test ends or stops it. */
function keepBusy(t: Test): () => void {
  let timer = setTimeout(function again() {
    block()
    timer = setTimeout(again, 1)
  }, 1)
  const stop = (): void => clearTimeout(timer)
  t.teardown(stop)
  return stop
}

void t.test(
  'while the event loop is late, requests are refused and probes answered; afterwards all are served',
  async (t) => {
    const { url } = await startSandbox(t, { environment: { MAX_EVENT_LOOP_DELAY_MS: '60' } })
    const ask = async (path: string) => {
      const response = await fetch(url + path)
      return { status: response.status, headers: response.headers, text: await response.text() }
    }
    const stop = keepBusy(t)
    let refused = await ask('/sources')
    while (refused.status !== 503) refused = await ask('/sources')
    t.equal(refused.headers.get('retry-after'), '1')
    t.match(refused.headers.get('content-type'), /^application\/problem\+json/)
    t.match(JSON.parse(refused.text), {
      type: '/problems/overloaded',
      detail: 'the service is overloaded; retry later',
      retryable: true
    })
    for (const path of ['/livez', '/readyz', '/metrics']) {
      const [probe, other] = await Promise.all([ask(path), ask('/sources')])
      t.same([probe.status, other.status], [200, 503], path)
    }
    stop()
    while ((await ask('/sources')).status !== 200);
  }
)

void t.test('MAX_EVENT_LOOP_DELAY_MS=0 never refuses', async (t) => {
  const { url } = await startSandbox(t, { environment: { MAX_EVENT_LOOP_DELAY_MS: '0' } })
  keepBusy(t)
  for (let time = 0; time < 5; time += 1) t.equal((await fetch(`${url}/sources`)).status, 200)
})
