import t, { type Test } from 'tap'
import type { Environment } from '../../src/config/config.ts'
import { faultKinds, type Fault } from '../../simulator/src/faults/fault.ts'
import { holdsNone } from '../support/secrets.ts'
import { startSandbox, startService } from '../support/service.ts'
import { idMember, plain, sources, timeoutsOf, type SourceName } from '../support/sources.ts'
import { until } from '../support/until.ts'
import { ask, waysOfLists, waysOfLookups, type Outcome, type Way } from '../support/ways.ts'

interface Case {
  readonly fault: Fault
  readonly gateway: Outcome | null
  readonly iam: Outcome | null
  /** Where an export, which reads the whole list, comes to something else. */
  readonly exported?: Outcome
  /** Where a lookup does. */
  readonly lookup?: Outcome
}

const invalid = '502 upstream-response-invalid'
const timeout = '504 upstream-timeout'
const both = (outcome: Outcome) => ({ gateway: outcome, iam: outcome })
const gatewayOnly = (outcome: Outcome) => ({ gateway: outcome, iam: null })
const envelope = (code: number | string, message: string): Fault => ({ kind: 'envelope', code, message })

const cases: readonly Case[] = [
  { fault: { kind: 'delay', ms: 50 }, ...both('complete') },
  { fault: { kind: 'delay', ms: 60_000 }, ...both(timeout) },
  { fault: { kind: 'hang' }, ...both(timeout) },
  { fault: { kind: 'reset' }, ...both('502 upstream-unreachable') },
  { fault: { kind: 'http', status: 500 }, ...both('502 upstream-error') },
  { fault: { kind: 'http', status: 503, headers: { 'retry-after': '1' } }, ...both('503 upstream-unavailable') },
  { fault: { kind: 'http', status: 504, body: '<html>late</html>' }, ...both(timeout) },
  { fault: { kind: 'http', status: 404 }, ...both('502 upstream-misconfigured') },
  {
    fault: { kind: 'http', status: 302, headers: { location: '/login' } },
    gateway: invalid,
    iam: '502 upstream-session-expired'
  },
  {
    fault: envelope(401, 'Request Authorized Error'),
    gateway: '502 upstream-credentials-rejected',
    iam: '502 upstream-rejected'
  },
  { fault: envelope(403, 'request forbidden.'), gateway: '502 upstream-forbidden', iam: '502 upstream-rejected' },
  {
    fault: envelope(460, 'request parameter error.'),
    gateway: '400 upstream-parameter-rejected',
    iam: '502 upstream-rejected'
  },
  {
    fault: envelope(2401, 'refreshToken invalid'),
    gateway: '502 upstream-session-expired',
    iam: '502 upstream-rejected'
  },
  { fault: envelope(20056, 'Hsf Invoke Timeout'), gateway: timeout, iam: '502 upstream-rejected' },
  { fault: envelope('429', 'too many requests'), gateway: '503 upstream-rate-limited', iam: '502 upstream-rejected' },
  { fault: envelope(9999, 'nobody knows'), ...both('502 upstream-rejected') },
  { fault: { kind: 'body', text: '' }, ...both(invalid) },
  { fault: { kind: 'body', text: '{"code":200,' }, ...both(invalid) },
  {
    fault: { kind: 'body', text: '<html>sign in</html>', contentType: 'text/html' },
    gateway: invalid,
    iam: '502 upstream-session-expired'
  },
  { fault: { kind: 'truncate' }, ...both(invalid) },
  { fault: { kind: 'oversize', bytes: 2_000_000 }, ...both(invalid) },
  { fault: { kind: 'throttle', shape: 429 }, ...both('503 upstream-rate-limited') },
  { fault: { kind: 'throttle', shape: 403 }, ...gatewayOnly('503 upstream-rate-limited') },
  { fault: { kind: 'total-drift', by: 3 }, ...both('complete'), exported: 'incomplete' },
  { fault: { kind: 'total-drift', by: -1 }, ...both('complete') },
  { fault: { kind: 'short-page', by: 2 }, ...both('incomplete'), lookup: 'complete' },
  { fault: { kind: 'omit', keys: ['code', 'Code'] }, ...both(invalid) },
  { fault: { kind: 'omit', keys: Object.values(idMember) }, ...both('incomplete'), lookup: invalid }
]

/** Only who waits in vain is in a hurry: whatever comes, comes in time also to a machine that does much else. */
const hurriedMs = 300
const patientMs = 20_000
const slackMs = 10_000

function expected({ gateway, iam, exported, lookup }: Case, source: SourceName, way: Way): Outcome | null {
  const usual = source === 'iam' ? iam : gateway
  if (usual === null) return null
  if (source === 'identity') return lookup ?? (usual === 'incomplete' ? 'complete' : usual)
  return way.isExport === true ? (exported ?? usual) : usual
}

/** Settings, and what else than the expected a source may come to under them. */
const settings: Readonly<Record<string, Setting>> = {
  'without retry and breaker': { environment: plain, also: [] },
  'with retry and breaker': { environment: { BREAKER_COOLDOWN_MS: '20' }, also: ['503 circuit-open'] }
}

interface Setting {
  readonly environment: Environment
  readonly also: readonly Outcome[]
}

/** Every fault, one after the other, for one source. */
async function sufferAll(t: Test, source: SourceName, { environment, also }: Setting) {
  const common = { ...environment, UPSTREAM_MAX_BODY_BYTES: '1000000' }
  const patient = await startSandbox(t, {
    environment: { ...common, ...timeoutsOf(patientMs) },
    simulator: { sizes: { tenant: 30, scope: 60, industry: 120, iam: 30 } }
  })
  const { simulator } = patient
  const hurried = await startService(t, simulator.url, {
    environment: { ...common, [`${source.toUpperCase()}_TIMEOUT_MS`]: String(hurriedMs) }
  })
  const secrets = ['sandbox-secret', 'sandbox-token', new URL(simulator.url).host]
  for (const one of cases) {
    for (const way of source === 'identity' ? waysOfLookups : waysOfLists) {
      const outcome = expected(one, source, way)
      if (outcome === null) continue
      const isInVain = one.fault.kind === 'hang' || (one.fault.kind === 'delay' && one.fault.ms > patientMs)
      const { url } = isInVain ? hurried : patient
      const where = `${JSON.stringify(one.fault)} ${way.name}`
      simulator.setFault(source, one.fault)
      const answer = await ask(url + way.path(source), way.init)
      simulator.clearFault(source)
      const found = way.outcome(answer, source)
      if (!also.includes(found)) t.equal(found, outcome, where)
      t.ok(
        answer.tookMs < (isInVain ? hurriedMs : patientMs) + slackMs,
        `${where} took ${Math.round(answer.tookMs)} ms`
      )
      holdsNone(t, answer.text, secrets, `${where} tells nothing`)
      await recovers(t, url, source, isInVain || also.length > 0)
    }
  }
  t.notMatch(patient.log() + hurried.log(), 'internal-error')
}

/** The next call finds all well: at once, or where there is a breaker or little time a bit later. */
async function recovers(t: Test, url: string, source: SourceName, later: boolean): Promise<void> {
  const path = source === 'identity' ? waysOfLookups[0]?.path(source) : waysOfLists[0]?.path(source)
  const again = async (): Promise<boolean> => (await ask(url + path)).status === 200
  if (later) await until(again)
  else t.ok(await again(), 'the next call is answered')
}

void t.test('every kind of fault is in the table', (t) => {
  t.strictSame([...new Set(cases.map(({ fault }) => fault.kind))].toSorted(), [...faultKinds].toSorted())
  t.end()
})

for (const [how, setting] of Object.entries(settings)) {
  void t.test(`${how}, every fault of every source comes to what it should, in time, and passes`, (t) => {
    t.jobs = sources.length
    for (const source of sources) void t.test(source, { buffered: true }, (t) => sufferAll(t, source, setting))
    t.end()
  })
}
