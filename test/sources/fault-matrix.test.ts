import t, { type Test } from 'tap'
import { timeoutName } from '../../src/config/settings.ts'
import type { Environment } from '../../src/config/config.ts'
import { faultKinds, type Fault } from '../../simulator/src/faults/fault.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { sampleOf } from '../support/samples.ts'
import { holdsNone } from '../support/secrets.ts'
import { startSandbox, startService } from '../support/service.ts'
import { familyOf, idMember, isLookup, plain, sources, timeoutsOf } from '../support/sources.ts'
import { until } from '../support/until.ts'
import { ask, waysOf, type Outcome, type Way } from '../support/ways.ts'

interface Case {
  readonly fault: Fault
  /** For every family, or by its name. A family without an outcome does not have the fault. */
  readonly usual: Outcome | Readonly<Partial<Record<string, Outcome>>>
  /** The outcome of an export, if different: it reads the whole list. */
  readonly exported?: Outcome
  /** Only visible through the upstream's total: not for a list without one. */
  readonly byTotal?: true
  /** The outcome of a lookup, if different. */
  readonly lookup?: Outcome
}

const invalid = '502 upstream-response-invalid'
const timeout = '504 upstream-timeout'
const envelope = (code: number | string, message: string): Fault => ({ kind: 'envelope', code, message })

const cases: readonly Case[] = [
  { fault: { kind: 'delay', ms: 50 }, usual: 'complete' },
  { fault: { kind: 'delay', ms: 60_000 }, usual: timeout },
  { fault: { kind: 'hang' }, usual: timeout },
  { fault: { kind: 'reset' }, usual: '502 upstream-unreachable' },
  { fault: { kind: 'http', status: 500 }, usual: '502 upstream-error' },
  { fault: { kind: 'http', status: 503, headers: { 'retry-after': '1' } }, usual: '503 upstream-unavailable' },
  { fault: { kind: 'http', status: 504, body: '<html>late</html>' }, usual: timeout },
  { fault: { kind: 'http', status: 404 }, usual: '502 upstream-misconfigured' },
  {
    fault: { kind: 'http', status: 302, headers: { location: '/login' } },
    usual: { gateway: invalid, iam: '502 upstream-session-expired' }
  },
  {
    fault: envelope(401, 'Request Authorized Error'),
    usual: { gateway: '502 upstream-credentials-rejected', iam: '502 upstream-rejected' }
  },
  {
    fault: envelope(403, 'request forbidden.'),
    usual: { gateway: '502 upstream-forbidden', iam: '502 upstream-rejected' }
  },
  {
    fault: envelope(460, 'request parameter error.'),
    usual: { gateway: '400 upstream-parameter-rejected', iam: '502 upstream-rejected' }
  },
  {
    fault: envelope(2401, 'refreshToken invalid'),
    usual: { gateway: '502 upstream-session-expired', iam: '502 upstream-rejected' }
  },
  { fault: envelope(20056, 'Hsf Invoke Timeout'), usual: { gateway: timeout, iam: '502 upstream-rejected' } },
  {
    fault: envelope('429', 'too many requests'),
    usual: { gateway: '503 upstream-rate-limited', iam: '502 upstream-rejected' }
  },
  { fault: envelope(9999, 'unknown'), usual: '502 upstream-rejected' },
  { fault: { kind: 'body', text: '' }, usual: invalid },
  { fault: { kind: 'body', text: '{"code":200,' }, usual: invalid },
  {
    fault: { kind: 'body', text: '<html>sign in</html>', contentType: 'text/html' },
    usual: { gateway: invalid, iam: '502 upstream-session-expired' }
  },
  { fault: { kind: 'truncate' }, usual: invalid },
  { fault: { kind: 'oversize', bytes: 2_000_000 }, usual: invalid },
  { fault: { kind: 'throttle', shape: 429 }, usual: '503 upstream-rate-limited' },
  { fault: { kind: 'throttle', shape: 403 }, usual: { gateway: '503 upstream-rate-limited' } },
  { fault: { kind: 'total-drift', by: 3 }, usual: 'complete', exported: 'incomplete', byTotal: true },
  { fault: { kind: 'total-drift', by: -1 }, usual: 'complete' },
  { fault: { kind: 'short-page', by: 2 }, usual: 'incomplete', lookup: 'complete', byTotal: true },
  { fault: { kind: 'omit', keys: ['code', 'Code'] }, usual: { gateway: invalid, iam: invalid } },
  { fault: { kind: 'omit', keys: sources.map(idMember) }, usual: 'incomplete', lookup: invalid }
]

/** Only waits for failures are short. Other answers arrive in time even on a busy machine. */
const hurriedMs = 300
const patientMs = 20_000
const slackMs = 10_000

function expected({ usual: usuals, exported, byTotal, lookup }: Case, source: string, way: Way): Outcome | null {
  const usual = typeof usuals === 'string' ? usuals : usuals[familyOf(source)]
  if (usual === undefined || (byTotal && !isLookup(source) && sampleOf(source).total === null)) return null
  if (isLookup(source)) return lookup ?? (usual === 'incomplete' ? 'complete' : usual)
  return way.isExport === true ? (exported ?? usual) : usual
}

/** Settings, and further accepted outcomes with them. */
const settings: Readonly<Record<string, Setting>> = {
  'without retry and breaker': { environment: plain, also: [] },
  'with retry and breaker': { environment: { BREAKER_COOLDOWN_MS: '20' }, also: ['503 circuit-open'] }
}

interface Setting {
  readonly environment: Environment
  readonly also: readonly Outcome[]
}

/** Every fault in turn, for one source. */
async function sufferAll(t: Test, source: string, { environment, also }: Setting) {
  const common = { ...environment, UPSTREAM_MAX_BODY_BYTES: '1000000' }
  const patient = await startSandbox(t, {
    environment: { ...common, ...timeoutsOf(patientMs) },
    simulator: { sizes: { tenant: 30, scope: 60, industry: 120, iam: 30 } }
  })
  const { simulator } = patient
  const hurried = await startService(t, simulator.url, {
    environment: { ...common, [timeoutName(source)]: String(hurriedMs) }
  })
  const settings = Object.entries(sandboxSettings(simulator.url)).filter(([name]) => /SECRET|TOKEN/.test(name))
  const secrets = [...settings.map(([, secret]) => secret), new URL(simulator.url).host]
  for (const one of cases) {
    for (const way of waysOf(source)) {
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

/** The next call succeeds: at once, or slightly later with a breaker or a short timeout. */
async function recovers(t: Test, url: string, source: string, later: boolean): Promise<void> {
  const path = waysOf(source)[0]?.path(source)
  const again = async (): Promise<boolean> => (await ask(url + path)).status === 200
  if (later) await until(again)
  else t.ok(await again(), 'the next call is answered')
}

void t.test('every kind of fault is in the table', (t) => {
  t.strictSame([...new Set(cases.map(({ fault }) => fault.kind))].toSorted(), [...faultKinds].toSorted())
  t.end()
})

for (const [how, setting] of Object.entries(settings)) {
  void t.test(`${how}, every fault of every source has its outcome in time, and recovery follows`, (t) => {
    t.jobs = sources.length
    for (const source of sources) void t.test(source, { buffered: true }, (t) => sufferAll(t, source, setting))
    t.end()
  })
}
