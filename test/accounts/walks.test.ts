import fc from 'fast-check'
import t, { type Test } from 'tap'
import type { Fault } from '../../simulator/src/simulator.ts'
import { startSandbox, startService, type Service } from '../support/service.ts'
import { listSources, plain, theseFive, timeoutsOf } from '../support/sources.ts'
import { pagesOf, walk } from '../support/walk.ts'

/** `TAP_TIMEOUT=3600 WALKS=10000 node test/accounts/walks.test.ts` walks more; `WALK_SEED` and `WALK_PATH` replay what a failure printed. */
const walks = Number(process.env['WALKS'] ?? 1000)
const replay = {
  ...(process.env['WALK_SEED'] === undefined ? {} : { seed: Number(process.env['WALK_SEED']) }),
  ...(process.env['WALK_PATH'] === undefined ? {} : { path: process.env['WALK_PATH'] })
}

type Sandbox = Awaited<ReturnType<typeof startSandbox>>
/** Some longer than the largest page of scope, 50. */
const sizes = fc.record(Object.fromEntries(listSources.map((source) => [source, fc.nat(source === 'scope' ? 70 : 30)])))

/** Every way in which the simulator can fail instead of answering. */
const failures: readonly Fault[] = [
  { kind: 'hang' },
  { kind: 'reset' },
  { kind: 'http', status: 500 },
  { kind: 'http', status: 403, headers: { 'x-ca-error-message': 'Throttled by APP Flow Control' } },
  { kind: 'http', status: 302, headers: { location: '/login' } },
  { kind: 'envelope', code: 20056, message: 'Hsf Invoke Timeout' },
  { kind: 'envelope', code: 460, message: 'request parameter error.' },
  { kind: 'body', text: '<html>sign in</html>', contentType: 'text/html' },
  { kind: 'body', text: '' },
  { kind: 'truncate' },
  { kind: 'oversize', bytes: 2_000_000 },
  { kind: 'throttle', shape: 429 },
  { kind: 'omit', keys: ['code', 'Code'] },
  { kind: 'omit', keys: ['data', 'sub_accounts', 'Total'] }
]

const setback = fc.record({
  page: fc.nat(8),
  source: fc.constantFrom(...listSources),
  fault: fc.constantFrom(...failures),
  times: fc.integer({ min: 1, max: 3 })
})

/** Walks to the end, with setbacks on the way. Every page must tell the truth; the walk must end with every account once. */
async function walkWithSetbacks(sandbox: Sandbox, limit: number, setbacks: readonly Setback[]): Promise<string[]> {
  const ids: string[] = []
  try {
    for await (const body of pagesOf(getDespite(sandbox, setbacks), `limit=${limit}`)) {
      for (const { source, status, returned, problem } of body.sources) {
        const given = body.data.filter((account) => account.source === source).length
        if (returned !== given || (status === 'failed') !== (problem !== null))
          throw new Error(`${source} reports what is not so`)
      }
      if (body.complete !== body.sources.every((report) => report.status !== 'failed'))
        throw new Error('complete is not true')
      if (body.data.length > limit) throw new Error('more than the limit')
      ids.push(...body.data.map(({ id }) => id))
    }
  } finally {
    for (const source of listSources) sandbox.simulator.clearFault(source)
  }
  return ids
}

/** Gets a page again until its answer is one, and sets the setbacks by the number of the request. */
function getDespite({ get, simulator }: Sandbox, setbacks: readonly Setback[]): Service['get'] {
  let request = 0
  return async (path) => {
    for (;;) {
      if (request > 1000) throw new Error('the walk does not end')
      const due = setbacks.filter(({ page }) => page === request)
      for (const { source, fault, times } of due) simulator.setFault(source, { ...fault, times })
      request++
      const answer = await get(path)
      if (answer.status === 200) return answer
      if (!answer.body.sources.every((report) => ['failed', 'done'].includes(report.status)))
        throw new Error('refused with a source left')
    }
  }
}

interface Setback {
  readonly page: number
  readonly source: string
  readonly fault: Fault
  readonly times: number
}

async function startSandboxes(t: Test, count: number): Promise<[number, Sandbox][]> {
  const sandboxes: [number, Sandbox][] = []
  for (const one of fc.sample(sizes, { numRuns: count, ...replay })) {
    const environment = { ...plain, ...timeoutsOf(250), UPSTREAM_MAX_BODY_BYTES: '1000000', LOG_LEVEL: 'silent' }
    const total = Object.values(one).reduce((sum, size) => sum + size, 0)
    sandboxes.push([total, await startSandbox(t, { simulator: { sizes: one }, environment })])
  }
  return sandboxes
}

void t.test(`${walks} walks with setbacks give every account exactly once`, { timeout: 3_600_000 }, async (t) => {
  const sandboxes = await startSandboxes(t, 25)
  const property = fc.asyncProperty(
    fc.nat(sandboxes.length - 1),
    fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 6, max: 100 })),
    fc.array(setback, { maxLength: 3 }),
    async (index, limit, setbacks) => {
      for (const [total, sandbox] of sandboxes.slice(index, index + 1)) {
        const ids = await walkWithSetbacks(sandbox, limit, setbacks)
        if (ids.length !== total || new Set(ids).size !== total) throw new Error(`${ids.length} accounts of ${total}`)
      }
    }
  )
  const { failed, seed, counterexamplePath, counterexample, errorInstance } = await fc.check(property, {
    numRuns: walks,
    ...replay
  })
  t.equal(
    failed,
    false,
    `WALK_SEED=${seed} WALK_PATH=${counterexamplePath} ${JSON.stringify(counterexample)} ${String(errorInstance)}`
  )
})

void t.test('two instances and a restart in the middle of a walk change nothing', async (t) => {
  const options = { environment: theseFive }
  const first = await startSandbox(t, options)
  const second = await startService(t, first.simulator.url, options)
  let instances: readonly [Service, Service] = [first, second]
  let page = 0
  const { pages, ids } = await walk(async (path) => {
    if (page === 20) {
      await second.app.server.close()
      instances = [first, await startService(t, first.simulator.url, options)]
    }
    return instances[page++ % 2 === 0 ? 0 : 1].get(path)
  }, 'limit=50')
  t.ok(pages.every(({ complete }) => complete))
  t.equal(ids.length, 137 + 125 + 2000 + 86)
  t.equal(new Set(ids).size, ids.length)
})
