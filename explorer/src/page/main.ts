import { createClient, ProblemError, type Client } from '@rollcall/client'
import { givenHeaders, toClientCredentials } from '../credentials.ts'
import { fromFragment, toRequest, type PageRequest, type Query } from '../query.ts'
import { closeAccount, openAccount, setUpDialog } from './account-dialog.ts'
import { accountsTable } from './accounts-table.ts'
import { find } from './dom.ts'
import { clearFailure, showFailure } from './failure.ts'
import * as form from './form.ts'
import { language, switchLanguage, translatePage } from './language.ts'
import { reportsIn, statusOf, type Outcome } from './outcome.ts'
import { showReports } from './reports.ts'
import { setUpSnippets, showSnippets } from './snippets.ts'
import { knownSources, readSources, refreshCircuits } from './source-list.ts'
import { enter, visitHere, type Cursors } from './history-entries.ts'

const baseUrl = new URL('.', location.href).href.replace(/\/$/, '')
const heading = find('results-title', HTMLElement)
const status = find('status', HTMLElement)
const previous = find('previous', HTMLButtonElement)
const next = find('next', HTMLButtonElement)

let query: Query = fromFragment(location.hash, [])
let cursors: Cursors = [null]
let outcome: Outcome = { kind: 'loading' }
let asking = new AbortController()

/** Asks for the last of these pages. Whatever was asked before is given up, so that no answer comes after a newer one. */
async function ask(pages: Cursors): Promise<void> {
  asking.abort()
  asking = new AbortController()
  const { signal } = asking
  cursors = pages
  show({ kind: 'loading' })
  try {
    const client = connect()
    await readSources(client, signal)
    // A further page belongs to the query of the first one, whatever the form says by now.
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
    show({ kind: 'failure', error, readyAt: Date.now() + waitMs })
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
  enter({ query, cursors })
  showSnippets(baseUrl, request, givenHeaders(form.readCredentials()))
  return request
}

function show(latest: Outcome): void {
  outcome = latest
  const page = outcome.kind === 'page' ? outcome.page : null
  find('results', HTMLElement).setAttribute('aria-busy', String(outcome.kind === 'loading'))
  status.textContent = statusOf(outcome, cursors.length)
  status.className = page === null ? outcome.kind : page.complete ? 'complete' : 'incomplete'
  // What was there stays while the next is loading, but for the buttons: a second click would turn from where nobody is yet.
  for (const button of [previous, next]) button.setAttribute('aria-disabled', 'true')
  if (outcome.kind === 'loading') return
  clearFailure()
  if (outcome.kind === 'failure') showFailure(outcome.error, outcome.readyAt, () => void ask(cursors))
  const table = page === null || page.data.length === 0 ? [] : [accountsTable(page.data, openAccount)]
  find('accounts', HTMLElement).replaceChildren(...table)
  const hasNext = page !== null && page.page.nextCursor !== null
  showReports(reportsIn(outcome), hasNext)
  find('paging', HTMLElement).hidden = page === null && cursors.length === 1
  previous.setAttribute('aria-disabled', String(cursors.length === 1))
  next.setAttribute('aria-disabled', String(!hasNext))
}

function translate(): void {
  translatePage()
  const button = find('language', HTMLButtonElement)
  button.hidden = false
  button.lang = language() === 'en' ? 'zh-CN' : 'en'
  button.textContent = language() === 'en' ? '中文' : 'English'
  form.showSources(knownSources(), form.chosenSources())
  form.showTokenFields(knownSources())
  form.noteFilters(knownSources())
  show(outcome)
}

/** A button that turns to another page. The focus goes where that page begins. */
function turn(button: HTMLButtonElement, pages: () => Cursors): void {
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-disabled') === 'true') return
    heading.focus()
    void ask(pages())
  })
}

function setUpForm(): void {
  const fields = find('query', HTMLFormElement)
  form.fillQuery(query)
  fields.addEventListener('submit', (event) => {
    event.preventDefault()
    void ask([null])
    // On a narrow screen the answer stands below the form.
    if (matchMedia('(max-width: 62rem)').matches) find('answer', HTMLElement).scrollIntoView()
  })
  fields.addEventListener('input', () => form.noteFilters(knownSources()))
}

/** The browser went to another entry of its history, or somebody typed an address. */
function goThere(): void {
  const known = knownSources()
  const here = visitHere()
  const names = known.map(({ source }) => source)
  query = here?.query ?? fromFragment(location.hash, names)
  form.fillQuery(query)
  form.showSources(known, query.sources)
  form.noteFilters(known)
  closeAccount()
  heading.focus()
  void ask(here?.cursors ?? [null])
}

translate()
setUpDialog()
setUpSnippets()
setUpForm()
addEventListener('popstate', goThere)
turn(previous, () => cursors.slice(0, -1))
turn(next, () => [...cursors, outcome.kind === 'page' ? outcome.page.page.nextCursor : null])
find('language', HTMLButtonElement).addEventListener('click', () => {
  switchLanguage()
  translate()
})
find('skip', HTMLAnchorElement).addEventListener('click', (event) => {
  event.preventDefault()
  heading.focus()
})
void ask([null])
