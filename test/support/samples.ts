import { readFileSync } from 'node:fs'
import { isObject } from '../../src/json.ts'
import { idMember, isLookup } from './sources.ts'

/** A file of test/fixtures, unchanged. */
export function fixture(path: string): string {
  return readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8')
}

/** The success sample of a source's document. */
export function successOf(source: string): string {
  return fixture(`${source}/success.json`)
}

/** The rows of the success sample (of a lookup, the account found), and its total. */
export function sampleOf(source: string): Pick<Sample, 'rows' | 'total'> {
  return readSample(source)
}

/** A valid answer with these rows as JSON text. A lookup has one row and no total. */
export function answerWith(source: string, rows: string, total = '1'): string {
  const { template } = readSample(source)
  const row = isLookup(source) ? rows.replace(/^\[(.*)\]$/s, '$1') : rows
  return template.replace('"@total"', () => total).replace('"@rows"', () => row)
}

/** The path for exactly the upstream page of the sample. */
export function pathOf(source: string): string {
  if (isLookup(source)) return '/accounts/lookup?phone=10000000001'
  const { rows, total } = readSample(source)
  // Fewer rows than the total are a full page only if no more were requested.
  const limit = typeof total === 'number' && total > rows.length ? `&limit=${rows.length}` : ''
  return `/accounts?source=${source}${limit}`
}

interface Sample {
  readonly rows: readonly unknown[]
  readonly total: unknown
  /** The sample with "@rows" (the last member beside its neighbours) and "@total" as placeholders. */
  readonly template: string
}

const samples = new Map<string, Sample>()

/** Splits the success sample of a source. Rows are objects with the source's id. The total is a member beside their list. */
function readSample(source: string): Sample {
  const known = samples.get(source)
  if (known !== undefined) return known
  const isRow = (value: unknown): boolean => isObject(value) && Object.hasOwn(value, idMember(source))
  let rows: readonly unknown[] = []
  let total: unknown = null
  const withPlaces = (value: unknown): unknown => {
    if (isLookup(source) ? isRow(value) : Array.isArray(value) && value.some(isRow)) {
      rows = Array.isArray(value) ? value : [value]
      return '@rows'
    }
    if (!isObject(value)) return value
    const members = Object.entries(value).map(([name, member]) => [name, withPlaces(member)] as const)
    const list = members.filter(([, member]) => member === '@rows')
    if (list.length === 0 || isLookup(source)) return Object.fromEntries(members)
    const others = members.filter(([, member]) => member !== '@rows')
    total = others.find(([name]) => /^total/i.test(name))?.[1] ?? null
    return Object.fromEntries([
      ...others.map(([name, member]) => [name, /^total/i.test(name) ? '@total' : member]),
      ...list
    ])
  }
  const template = JSON.stringify(withPlaces(JSON.parse(successOf(source))))
  const sample = { rows, total, template }
  samples.set(source, sample)
  return sample
}
