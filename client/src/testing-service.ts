import type { Account, LookupResult, LookupResults } from './answers.ts'
import { accounts as allAccounts, me, sources } from './testing-data.ts'
import { problemOf } from './testing-factories.ts'
import { answerExport } from './testing-export.ts'
import { answerList } from './testing-list.ts'
import type { Mock, MockAnswer } from './testing-mock.ts'
import { readQuery } from './testing-query.ts'
import { toResponse } from './testing-response.ts'

/** The mocked service: a function from request to answer, `createClient({ baseUrl, fetch: mockService() })`. */
export function mockService(mock: Mock = {}): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    const path = /\/(accounts|sources|me)(\/.*)?$/.exec(pathname)?.[0] ?? pathname
    const given = Object.fromEntries(searchParams)
    const body = request.method === 'POST' ? toRecord(await request.json()) : {}
    if (mock.refusing !== undefined) return toResponse(refused(mock.refusing))
    if (path === '/accounts/export') return answerExport(given, mock)
    return toResponse(answer({ path, isPost: request.method === 'POST', given, body }, mock))
  }
}

interface Asked {
  readonly path: string
  readonly isPost: boolean
  readonly given: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

function answer({ path, isPost, given, body }: Asked, mock: Mock): MockAnswer {
  switch (path) {
    case '/accounts':
    case '/accounts/search': {
      const query = isPost ? readQuery(body, 'body') : readQuery(given, 'query')
      return 'status' in query ? query : answerList(query, mock)
    }
    case '/accounts/lookup':
      return isPost ? lookUpAll(body, mock) : lookUp(given, mock)
    case '/sources':
      return { status: 200, body: { data: sources } }
    case '/me':
      return { status: 200, body: me }
    default: {
      if (path.startsWith('/accounts/')) return find(decodeURIComponent(path.slice('/accounts/'.length)), mock)
      const source = sources.find((each) => path === `/sources/${each.source}`)
      return source === undefined ? refused('not-found') : { status: 200, body: source }
    }
  }
}

function find(id: string, { accounts = allAccounts, failing = {} }: Mock): MockAnswer {
  const account = accounts.find((account) => account.id === id)
  const slug = account === undefined ? 'account-not-found' : failing[account.source]
  return slug === undefined && account !== undefined
    ? { status: 200, body: account }
    : refused(slug ?? 'account-not-found')
}

function lookUp(key: Readonly<Record<string, unknown>>, { accounts = allAccounts, failing = {} }: Mock): MockAnswer {
  if (failing.identity !== undefined) return refused(failing.identity)
  const account = accounts.find((account) => account.source === 'identity' && hasKey(account, key))
  return account === undefined ? refused('account-not-found') : { status: 200, body: account }
}

function lookUpAll({ keys }: Readonly<Record<string, unknown>>, mock: Mock): MockAnswer {
  const { accounts = allAccounts, failing = {} } = mock
  const slug = failing.identity
  if (slug !== undefined) return refused(slug)
  const results = (Array.isArray(keys) ? keys : []).map((key): LookupResult => {
    const account = accounts.find((account) => account.source === 'identity' && hasKey(account, key)) ?? null
    return { key, status: account === null ? 'not-found' : 'found', account, problem: null }
  })
  const body: LookupResults = { results, complete: true }
  return { status: 200, body }
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function hasKey(account: Account, { phone, email, loginId }: Readonly<Record<string, unknown>>): boolean {
  return phone !== undefined
    ? account.phone === phone
    : email !== undefined
      ? account.email === email
      : account.loginId === loginId
}

function refused(slug: NonNullable<Mock['refusing']>): MockAnswer {
  const problem = problemOf(slug)
  return { status: problem.status, body: problem }
}
