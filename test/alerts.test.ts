import t from 'tap'
import { parse } from 'yaml'
import { isSlug } from '../src/problems/catalogue.ts'
import { fileText } from './support/deployment.ts'
import { scrape } from './support/metrics.ts'
import { startSandbox } from './support/service.ts'

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

/** What a rule asks of metrics: their names, and the labels that it names with their values. */
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

void t.test('alerts look at metrics, labels and values that there are', async (t) => {
  const { url, get } = await startSandbox(t)
  await get('/accounts?source=tenant')
  const text = await scrape(url)
  for (const { alert, expr } of rules) {
    for (const { name, labels } of selectors(expr)) {
      const sample = new RegExp(`^${name}(?:\\{(.*)\\})? `, 'm').exec(text)
      t.ok(sample, `${alert}: ${name}`)
      // Prometheus itself adds the job and the instance.
      for (const [label] of labels.filter(([found]) => found !== 'job')) {
        t.match(sample?.[1] ?? '', `${label}="`, `${alert}: ${name} has ${label}`)
      }
    }
  }
})

void t.test('alerts name outcomes that there are', async (t) => {
  const outcomes = rules
    .flatMap(({ expr }) => selectors(expr))
    .flatMap(({ labels }) => labels)
    .filter(([label]) => label === 'outcome')
  t.ok(outcomes.length > 2)
  for (const outcome of outcomes.flatMap(([, pattern]) => pattern.split('|'))) {
    t.ok(isSlug(outcome), outcome)
  }
})

void t.test('every alert says how urgent it is, and what it means', async (t) => {
  t.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length)
  for (const { alert, labels, annotations } of rules) {
    t.match(labels.severity, /^(page|ticket)$/, alert)
    t.ok(annotations.summary, alert)
    t.match(fileText('docs/operations.md'), alert)
  }
})
