import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { parse, stringify } from 'yaml'
import { isSlug } from '../../src/model/problem-catalogue.ts'
import { fileText } from '../support/deployment.ts'
import { scrape } from '../support/metrics.ts'
import { startSandbox } from '../support/service.ts'

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string }
}

const file: { readonly groups: readonly { readonly rules: readonly Rule[] }[] } = parse(fileText('deploy/alerts.yaml'))
const rules = file.groups.flatMap((group) => group.rules)

interface Selector {
  readonly name: string
  readonly labels: readonly (readonly [name: string, pattern: string])[]
}

/** The metrics of a rule: their names, and its labels with their values. */
function selectors(expr: string): Selector[] {
  return [...expr.matchAll(/\b((?:rollcall|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', inner = '']) => ({
      name,
      labels: [...inner.matchAll(/(\w+)(?:=~|!~|!=|=)"([^"]*)"/g)].map(
        ([, label = '', pattern = '']) => [label, pattern] as const
      )
    })
  )
}

void t.test('alerts use existing metrics, labels and values', async (t) => {
  const { url, get } = await startSandbox(t)
  await get('/accounts?source=tenant')
  const text = await scrape(url)
  for (const { alert, expr } of rules) {
    for (const { name, labels } of selectors(expr)) {
      const sample = new RegExp(`^${name}(?:\\{(.*)\\})? `, 'm').exec(text)
      t.ok(sample, `${alert}: ${name}`)
      // Prometheus adds the job and the instance.
      for (const [label] of labels.filter(([found]) => found !== 'job')) {
        t.match(sample?.[1] ?? '', `${label}="`, `${alert}: ${name} has ${label}`)
      }
    }
  }
})

void t.test('alerts use existing outcomes', async (t) => {
  const outcomes = rules
    .flatMap(({ expr }) => selectors(expr))
    .flatMap(({ labels }) => labels)
    .filter(([label]) => label === 'outcome')
  t.ok(outcomes.length > 2)
  for (const outcome of outcomes.flatMap(([, pattern]) => pattern.split('|'))) {
    t.ok(isSlug(outcome), outcome)
  }
})

void t.test('every alert has a severity and a description', async (t) => {
  t.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length)
  for (const { alert, labels, annotations } of rules) {
    t.match(labels.severity, /^(page|ticket)$/, alert)
    t.ok(annotations.summary, alert)
    t.match(fileText('docs/operations.md'), alert)
  }
})

/** Scraped samples, one per minute (`0+1x9`: ten samples, each one higher), and the alerts that fire. */
interface Story {
  readonly tells: string
  readonly scraped: Readonly<Record<string, string>>
  readonly firing: Readonly<Record<string, readonly string[]>>
}

const calls = (source: string, outcome: string): string =>
  `rollcall_upstream_requests_total{job="rollcall",source="${source}",outcome="${outcome}"}`
const abandoned = 'rollcall_upstream_abandoned_total{job="rollcall",source="tenant"}'
const refused = calls('identity', 'upstream-credentials-rejected')

const stories: readonly Story[] = [
  {
    tells: 'no caller wakes anyone with one lookup that the gateway takes for our mistake',
    scraped: { [refused]: '0x4 1x15', [calls('identity', 'ok')]: '0x20' },
    firing: { '6m': [], '9m': [], '10m': [], '15m': [] }
  },
  {
    tells: 'a few such lookups among many good ones fire no alert',
    scraped: { [refused]: '0+1x30', [calls('identity', 'ok')]: '0+20x30' },
    firing: { '20m': [] }
  },
  {
    tells: 'an app key that was taken back does, also where few ask',
    scraped: { [refused]: '0x4 1+1x30', [calls('identity', 'ok')]: '0+1x4 4x30' },
    firing: { '8m': [], '12m': ['RollcallOurCredentials'] }
  },
  {
    tells: 'an upstream that hangs until every caller has left fires an alert',
    scraped: { [abandoned]: '0+5x30', [calls('tenant', 'ok')]: '7x30' },
    firing: { '5m': [], '12m': ['RollcallCallersLeave'] }
  },
  {
    tells: 'callers who leave now and then are nothing to tell',
    scraped: { [abandoned]: '0+5x30', [calls('tenant', 'ok')]: '0+6x30' },
    firing: { '20m': [] }
  },
  {
    tells: 'a defect at one of several sources fires at once, also the first one',
    scraped: { [calls('scope', 'internal-error')]: '_x5 1x15' },
    firing: { '4m': [], '5m': ['RollcallInternalErrors'], '9m': ['RollcallInternalErrors'], '10m': [] }
  },
  {
    tells: 'an answer of 500 fires at once',
    scraped: { 'rollcall_http_requests_total{job="rollcall",route="/accounts",status="500"}': '0x4 1x15' },
    firing: { '4m': [], '5m': ['RollcallInternalErrors'], '15m': [] }
  }
]

/** Prometheus's own tool for testing rules. */
const tool = 'promtool'
/** It is installed in continuous integration. */
const withoutTool =
  process.env['CI'] === undefined &&
  spawnSync(tool, ['--version']).status !== 0 &&
  `needs ${tool}, from the Debian package prometheus`

void t.test('alerts fire when they should', { skip: withoutTool }, async (t) => {
  for (const { tells, scraped, firing } of stories) {
    const series = { 'up{job="rollcall"}': '1x30', ...scraped }
    const test = {
      rule_files: [fileURLToPath(new URL('../../deploy/alerts.yaml', import.meta.url))],
      tests: [
        {
          interval: '1m',
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          promql_expr_test: Object.entries(firing).map(([time, alerts]) => ({
            expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
            eval_time: time,
            exp_samples: alerts.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 }))
          }))
        }
      ]
    }
    const path = join(t.testdir(), 'test.yaml')
    writeFileSync(path, stringify(test))
    const { stdout, stderr } = spawnSync(tool, ['test', 'rules', path], { encoding: 'utf8' })
    t.match(`${stdout}${stderr}`, 'SUCCESS', tells)
  }
})
