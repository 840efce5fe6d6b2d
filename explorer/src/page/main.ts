import { createClient, ProblemError, type Client, type ExportFileQuery } from '@rollcall/client'
import { givenHeaders, toClientCredentials } from '../credentials.ts'
import { fromFragment, toRequest, type PageRequest, type Query } from '../query.ts'
import { idInAddress } from '../account-address.ts'
import { closeAccount, openListedAccount, setUpDialog } from './account-dialog.ts'
import { accountsTable } from './accounts-table.ts'
import { find, make } from './dom.ts'
import { clearFailure, showFailure } from './failure.ts'
import * as form from './form.ts'
import { setUpExport } from './export-form.ts'
import { setUpFirstVisit } from './first-visit.ts'
import { language, switchLanguage, textOf, translatePage } from './language.ts'
import { setUpLookup } from './lookup-form.ts'
import { reportsOf, searchProgress, statusText, type Outcome } from './outcome.ts'
import { showReports } from './reports.ts'
import { setUpSnippets, showSnippets } from './snippets.ts'
import { knownSources, readSources, refreshCircuits } from './source-list.ts'
import { currentEntry, saveEntry, type Cursors } from './history-entries.ts'

const baseUrl = new URL('..', import.meta.url).href.replace(/\/$/, '')
// With a public path, the page's address may lack the trailing slash that relative links need.
if (!location.pathname.endsWith('/'))
  history.replaceState(history.state, '', `${baseUrl}/${location.search}${location.hash}`)
const heading = find('results-title', HTMLElement)
const status = find('status', HTMLElement)
const previous = find('previous', HTMLButtonElement)
const next = find('next', HTMLButtonElement)

let query: Query = fromFragment(location.hash, [])
let cursors: Cursors = [null]
let outcome: Outcome = { kind: 'loading' }
let loading = new AbortController()

/** Loads the last of these pages. Aborts the request before, so that no older answer replaces a newer one. */
async function load(pages: Cursors): Promise<void> {
  loading.abort()
  loading = new AbortController()
  const { signal } = loading
  cursors = pages
  show({ kind: 'loading' })
  try {
    const client = connect()
    await readSources(client, signal)
    // A further page belongs to the query of the first one, even if the form has changed since.
    if (pages.length === 1) query = form.readQuery(knownSources())
    if (query.sources?.length === 0) return show({ kind: 'no source' })
    const { method, parameters } = showRequest()
    const page = await (method === 'GET' ? client.listAccounts : client.searchAccounts)(parameters, { signal })
    signal.throwIfAborted()
    show({ kind: 'page', page })
    if (page.sources.some((report) => report.status === 'failed' || report.stale)) void refreshCircuits(client, signal)
  } catch (error) {
    if (signal.aborted) return
    const waitMs = error instanceof ProblemError ? (error.retryAfterMs ?? 0) : 0
    show({ kind: 'failure', error, retryAt: performance.now() + waitMs })
    if (error instanceof ProblemError && error.status === 401) form.askForCredentials()
  }
}

/** A client with the credentials of the form. It does not retry: the reader decides that. */
function connect(): Client {
  return createClient({ baseUrl, retry: { maxAttempts: 1 }, ...toClientCredentials(form.readCredentials()) })
}

/** Puts the request into the browser's history and into the snippets. */
function showRequest(): PageRequest {
  const request = toRequest(query, cursors.at(-1) ?? null)
  saveEntry({ query, cursors })
  showSnippets(baseUrl, request, givenHeaders(form.readCredentials()))
  return request
}

function show(latest: Outcome): void {
  outcome = latest
  const page = outcome.kind === 'page' ? outcome.page : null
  find('results', HTMLElement).setAttribute('aria-busy', String(outcome.kind === 'loading'))
  status.textContent = statusText(outcome, cursors.length)
  status.className = page === null ? outcome.kind : page.complete ? 'complete' : 'incomplete'
  // The old page stays while the next one loads, but its buttons are disabled: a second click would skip a page.
  for (const button of [previous, next]) button.setAttribute('aria-disabled', 'true')
  if (outcome.kind === 'loading') return
  clearFailure()
  if (outcome.kind === 'failure') showFailure(outcome.error, outcome.retryAt, () => void load(cursors))
  const isEmpty = page?.data.length === 0
  const content = page === null ? [] : [isEmpty ? emptyState() : accountsTable(page.data, openListedAccount)]
  find('accounts', HTMLElement).replaceChildren(...content)
  const hasNext = page !== null && page.page.nextCursor !== null
  showReports(reportsOf(outcome), hasNext)
  find('paging', HTMLElement).hidden = page === null && cursors.length === 1
  showProgress(page === null ? null : searchProgress(page))
  previous.setAttribute('aria-disabled', String(cursors.length === 1))
  next.setAttribute('aria-disabled', String(!hasNext))
}

/** The progress of a search. */
function showProgress(progress: ReturnType<typeof searchProgress>): void {
  const bar = find('searched', HTMLProgressElement)
  bar.hidden = progress === null
  next.textContent = textOf(progress === null ? 'next' : 'searchOn')
  if (progress === null) return
  bar.setAttribute('aria-label', status.textContent)
  if (progress.of === null) return bar.removeAttribute('value')
  bar.max = Math.max(1, progress.of)
  bar.value = progress.examined
}

/** The query of the form for an export, which has no pages. */
function exportQuery(): ExportFileQuery {
  const {
    limit: _,
    partial: __,
    ...parameters
  } = toRequest({ ...form.readQuery(knownSources()), raw: false }, null).parameters
  return parameters
}

/** Shown instead of an empty table, with a way out if a filter is set. */
function emptyState(): HTMLElement {
  const hint = make('p', { class: 'empty' }, textOf('emptyHint'))
  if (Object.keys(query.filters).length > 0) {
    hint.append(' ', make('button', { type: 'button', click: clearFilters }, textOf('clearFilters')))
  }
  return hint
}

function clearFilters(): void {
  form.fillQuery({ ...query, filters: {} })
  form.showFilterNotes(knownSources())
  heading.focus()
  void load([null])
}

function translate(): void {
  translatePage()
  const button = find('language', HTMLButtonElement)
  button.hidden = false
  button.lang = language() === 'en' ? 'zh-CN' : 'en'
  button.textContent = language() === 'en' ? '中文' : 'English'
  form.showSources(knownSources(), form.chosenSources())
  form.showTokenFields(knownSources())
  form.showFilterNotes(knownSources())
  show(outcome)
}

/** Makes a button load another page. The focus moves to the heading above the accounts. */
function setUpPaging(button: HTMLButtonElement, pages: () => Cursors): void {
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-disabled') === 'true') return
    heading.focus()
    void load(pages())
  })
}

function setUpForm(): void {
  const fields = find('query', HTMLFormElement)
  form.fillQuery(query)
  fields.addEventListener('submit', (event) => {
    event.preventDefault()
    void load([null])
    // On a narrow screen the accounts are below the form.
    if (matchMedia('(max-width: 62rem)').matches) find('answer', HTMLElement).scrollIntoView()
  })
  fields.addEventListener('input', () => form.showFilterNotes(knownSources()))
}

/** Opens the account in the address. */
async function openAddress(id: string): Promise<void> {
  try {
    openListedAccount(await connect().getAccount(id, { signal: loading.signal }))
  } catch (error) {
    if (loading.signal.aborted) return
    showFailure(error, Date.now(), () => void openAddress(id))
  }
}

/** Shows the current history entry, or the query of an address that was typed in. */
function showEntry(): void {
  const known = knownSources()
  const entry = currentEntry()
  const id = idInAddress(location.hash)
  // An entry that was left while an account was open still has the account's address.
  if (entry === undefined && id !== null) return void openAddress(id)
  const names = known.map(({ source }) => source)
  query = entry?.query ?? fromFragment(location.hash, names)
  form.fillQuery(query)
  form.showSources(known, query.sources)
  form.showFilterNotes(known)
  closeAccount()
  heading.focus()
  void load(entry?.cursors ?? [null])
}

translate()
setUpDialog()
setUpSnippets()
setUpForm()
setUpFirstVisit()
setUpLookup(connect)
setUpExport(connect, exportQuery)
addEventListener('popstate', showEntry)
setUpPaging(previous, () => cursors.slice(0, -1))
setUpPaging(next, () => [...cursors, outcome.kind === 'page' ? outcome.page.page.nextCursor : null])
find('language', HTMLButtonElement).addEventListener('click', () => {
  switchLanguage()
  translate()
})
find('skip', HTMLAnchorElement).addEventListener('click', (event) => {
  event.preventDefault()
  heading.focus()
})
// The address first: loading the list writes its query there.
const addressed = idInAddress(location.hash)
await load([null])
if (addressed !== null) await openAddress(addressed)
