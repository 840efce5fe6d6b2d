import type { ListSourceId, Source } from '@rollcall/client'
import { callerHeaders, tokenFieldsOf, type Credentials, type TokenField } from '../credentials.ts'
import { find, make } from './dom.ts'
import { sourceTitle, textOf } from './language.ts'
import { filterNames, type FilterName, type Query } from '../query.ts'
import type { TextName } from '../texts.ts'

/** A source with a list of accounts, which the form offers as a checkbox. */
export type ListSource = Source & { readonly source: ListSourceId }

const checkboxes = find('sources', HTMLElement)
const tokens = find('caller-tokens', HTMLElement)

/** Shows a checkbox for each source and checks those in `chosen`, or all if it is null. The focus stays. */
export function showSources(sources: readonly ListSource[], chosen: readonly string[] | null): void {
  const focused = [...boxes()].find((element) => element === document.activeElement)?.value
  checkboxes.replaceChildren(
    ...sources.map((source) => checkbox(source, chosen === null || chosen.includes(source.source)))
  )
  if (focused !== undefined) [...boxes()].find(({ value }) => value === focused)?.focus()
}

/** The ids of the checked sources. */
export function chosenSources(): string[] {
  return [...boxes()].filter(({ checked }) => checked).map(({ value }) => value)
}

/** The query that the form describes. */
export function readQuery(sources: readonly ListSource[]): Query {
  const chosen = chosenSources()
  const named = sources.map(({ source }) => source).filter((source) => chosen.includes(source))
  const filters: Partial<Record<FilterName, string>> = {}
  for (const name of filterNames) {
    const value = input(name).value.trim()
    if (value !== '') filters[name] = value
  }
  return {
    sources: named.length === sources.length ? null : named,
    limit: input('limit').valueAsNumber,
    partial: input('forbid').checked ? 'forbid' : 'allow',
    raw: input('raw').checked,
    scan: input('scan').checked,
    filters
  }
}

/** Fills in every field except the sources. */
export function fillQuery({ limit, partial, raw, scan, filters }: Query): void {
  for (const name of filterNames) input(name).value = filters[name] ?? ''
  input('limit').value = String(limit)
  input('forbid').checked = partial === 'forbid'
  input('raw').checked = raw
  input('scan').checked = scan
  if (Object.keys(filters).some((name) => name !== 'q')) find('more', HTMLDetailsElement).open = true
}

export function readCredentials(): Credentials {
  const fields = [...callerHeaders.map(input), ...tokens.querySelectorAll('input')]
  return Object.fromEntries(fields.map(({ id, value }) => [id, value.trim()]))
}

/** Shows a field for each header in which a source takes a caller token. Values and focus stay. */
export function showTokenFields(sources: readonly Pick<Source, 'source' | 'credentials'>[]): void {
  const entered = readCredentials()
  const focused = [...tokens.querySelectorAll('input')].find((field) => field === document.activeElement)
  tokens.replaceChildren(...tokenFieldsOf(sources).map((field) => tokenField(field, entered[field.header] ?? '')))
  if (focused !== undefined) document.getElementById(focused.id)?.focus()
}

/** Opens the credentials and focuses the first field. */
export function askForCredentials(): void {
  find('credentials', HTMLDetailsElement).open = true
  input('Authorization').focus()
}

/** Shows below each filter in use which of the chosen sources do not support it, and which ones are scanned for it. */
export function showFilterNotes(sources: readonly ListSource[]): void {
  const chosen = chosenSources()
  for (const name of filterNames) {
    const lacking = sources.filter(({ source, filters }) => chosen.includes(source) && !supports(filters, name))
    const scanned = lacking.filter(({ scanFilters }) => input('scan').checked && supports(scanFilters, name))
    const unsupporting = lacking.filter((source) => !scanned.includes(source))
    const refusal: TextName = chosen.length === sources.length ? 'skipsFilter' : 'lacksFilter'
    const notes = [note('scansFor', scanned), note(refusal, unsupporting)]
    find(`note-${name}`, HTMLElement).textContent = input(name).value.trim() === '' ? '' : notes.join(' ').trim()
  }
}

function supports(filters: readonly string[], name: FilterName): boolean {
  return filters.includes(name)
}

function note(text: TextName, sources: readonly ListSource[]): string {
  const names = sources.map(({ source }) => source).join(', ')
  return sources.length === 0 ? '' : textOf(text, { sources: names })
}

function input(id: string): HTMLInputElement {
  return find(id, HTMLInputElement)
}

function boxes(): NodeListOf<HTMLInputElement> {
  return checkboxes.querySelectorAll('input')
}

function checkbox(listed: ListSource, checked: boolean): HTMLElement {
  const { source } = listed
  const health = healthOf(listed)
  const state = make('small', { class: `health ${health}` }, textOf(health))
  return make(
    'label',
    { class: 'check' },
    make('input', { type: 'checkbox', value: source, checked }),
    make('span', {}, make('b', {}, source), ' ', sourceTitle(listed), state)
  )
}

/** The state in words for readers who do not know circuit breakers. */
function healthOf({ circuit, lastSuccessAt, lastFailure }: ListSource): 'healthy' | 'failing' | 'paused' {
  if (circuit !== 'closed') return 'paused'
  return lastFailure !== null && lastFailure.at > (lastSuccessAt ?? '') ? 'failing' : 'healthy'
}

function tokenField({ header, sources }: TokenField, value: string): HTMLElement {
  const label = make('label', { for: header }, textOf('callerToken', { sources: sources.join(', '), header }))
  const field = make('input', { id: header, type: 'password', autocomplete: 'off' })
  field.value = value
  return make('p', { class: 'field' }, label, field)
}
