import createFetchClient, { type Client as FetchClient } from 'openapi-fetch'
import {
  isAccount,
  isPage,
  isResults,
  isSource,
  isSourceList,
  type Account,
  type AccountsPage,
  type AccountsQuery,
  type ExportFileQuery,
  type ExportQuery,
  type LookupKey,
  type LookupResults,
  type Source,
  type SourceId,
  type WalkQuery
} from './answers.ts'
import { ask, pauseMs, type Answer, type Patience } from './retry.ts'
import { withCredentials, type Credentials } from './credentials.ts'
import { AnswerError } from './errors.ts'
import { readExport } from './export.ts'
import { exportUrlOf, namesPerson, querySerializer, withOwnList } from './query.ts'
import type { paths } from './schema.d.ts'
import { wait } from './delay.ts'
import type { WalkEnd } from './walk-end.ts'
import { walk } from './walk.ts'

export interface ClientOptions extends Credentials, Partial<Patience> {
  /** Where the service is, such as `https://rollcall.example.com`; in a page that it serves, `/`. */
  readonly baseUrl: string
  /** Further header fields of every request, such as `Accept-Language`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether a browser sends cookies to another origin. */
  readonly credentials?: 'omit' | 'same-origin' | 'include'
  /** Sends the requests; the platform's own when left out. */
  readonly fetch?: (request: Request) => Promise<Response>
}

export interface CallOptions {
  /** Ends the call, its waits and its upstream calls; the call then throws the signal's reason. */
  readonly signal?: AbortSignal
}

export interface WalkOptions extends CallOptions {
  /** Return how it ended, also where accounts are missing, instead of throwing a WalkIncomplete. */
  readonly allowIncomplete?: boolean
}

export interface LookupOptions extends CallOptions {
  readonly include?: 'raw'
}

/**
 * Every operation throws a ProblemError for a problem, an AnswerError for what Rollcall would not answer, a ConnectionError where there
 * is no answer, each after the retries that may help; and the signal's reason.
 */
export interface Client {
  /**
   * Every account of the query, over all pages. What names a person (`q`, `employeeId`) stands in no URL. Throws a WalkIncomplete at
   * the end when some are missing.
   */
  readonly accounts: (query?: WalkQuery, options?: WalkOptions) => AsyncGenerator<Account, WalkEnd, void>
  /** One page (`listAccounts`). The query stands in the URL: `search` is for one that names a person. */
  readonly page: (query?: AccountsQuery, options?: CallOptions) => Promise<AccountsPage>
  /** The same, asked for with a body, so that what is searched for stands in no URL (`searchAccounts`). */
  readonly search: (query: AccountsQuery, options?: CallOptions) => Promise<AccountsPage>
  /**
   * One account; `account-not-found` is a ProblemError (`lookupAccount`). The key stands in the URL, and so in logs on the way:
   * `lookups([key])` avoids that, and counts as five requests in the rate limit.
   */
  readonly lookup: (key: LookupKey, options?: LookupOptions) => Promise<Account>
  /** A result for each of 1 to 50 keys, in their order; they stand in no URL (`lookupAccounts`). */
  readonly lookups: (keys: readonly LookupKey[], options?: LookupOptions) => Promise<LookupResults>
  /** What each source can do, and how it is (`listSources`). */
  readonly sources: (options?: CallOptions) => Promise<readonly Source[]>
  /** The same of one (`getSource`). */
  readonly source: (id: SourceId, options?: CallOptions) => Promise<Source>
  /** Every account as one stream (`exportAccounts`). The query stands in the URL. Throws a WalkIncomplete at the end when some are missing. */
  readonly exportAccounts: (query?: ExportQuery, options?: WalkOptions) => AsyncGenerator<Account, WalkEnd, void>
  /** Where an export can be downloaded, for a link; the browser sends its cookies along, and no other credentials. */
  readonly exportUrl: (query?: ExportFileQuery) => string
  /** openapi-fetch itself, for all else that is documented: with the credentials, without retries. */
  readonly api: FetchClient<paths>
}

/** The service at `baseUrl`. Its functions need no `this`: take them apart as you like. Throws a TypeError for no such URL. */
export function createClient(options: ClientOptions): Client {
  const { baseUrl, headers = {}, credentials = 'same-origin', fetch = globalThis.fetch } = options
  if (!/^(https?:\/\/|\/|$)/i.test(baseUrl)) throw new TypeError('baseUrl must begin with http://, https:// or /')
  const { retries = 3, longestWaitMs = 60_000 } = options
  const patience: Patience = { retries, longestWaitMs, wait: options.wait ?? wait }
  const api = createFetchClient<paths>({
    baseUrl,
    headers,
    credentials,
    querySerializer,
    fetch: (request) => fetch(request)
  })
  api.use(withCredentials(options))
  const read = <Data>(send: () => Promise<Answer<Data>>, signal: AbortSignal | undefined) => ask(send, patience, signal)

  const page: Client['page'] = async (query = {}, { signal } = {}) => {
    const send = () => api.GET('/accounts', { params: { query: withOwnList(query) }, ...given(signal) })
    return checked(await read(send, signal), isPage, 'a page of accounts')
  }
  const search: Client['search'] = async (query, { signal } = {}) => {
    const send = () => api.POST('/accounts/search', { body: withOwnList(query), ...given(signal) })
    return checked(await read(send, signal), isPage, 'a page of accounts')
  }

  return {
    api,
    page,
    search,
    accounts(query = {}, { signal, allowIncomplete = false } = {}) {
      const readPage = namesPerson(query) ? search : page
      const pause = (pages: number) => patience.wait(pauseMs(pages - 1), signal)
      const next = (cursor: string | null) =>
        readPage({ limit: 100, ...query, ...(cursor === null ? {} : { cursor }) }, given(signal))
      return walk(next, { allowIncomplete, retries, pause, signal })
    },
    async lookup(key, { signal, include } = {}) {
      const query = { ...key, ...(include === undefined ? {} : { include }) }
      const send = () => api.GET('/accounts/lookup', { params: { query }, ...given(signal) })
      return checked(await read(send, signal), isAccount, 'an account')
    },
    async lookups(keys, { signal, include } = {}) {
      const body = { keys: [...keys], ...(include === undefined ? {} : { include }) }
      const send = () => api.POST('/accounts/lookup', { body, ...given(signal) })
      return checked(await read(send, signal), isResults, 'results of a lookup')
    },
    async sources({ signal } = {}) {
      const send = () => api.GET('/sources', { ...given(signal) })
      return checked(await read(send, signal), isSourceList, 'a list of sources').data
    },
    async source(source, { signal } = {}) {
      const send = () => api.GET('/sources/{source}', { params: { path: { source } }, ...given(signal) })
      return checked(await read(send, signal), isSource, 'a source')
    },
    async *exportAccounts(query = {}, { signal, allowIncomplete = false } = {}) {
      const send = () =>
        api.GET('/accounts/export', { params: { query: withOwnList(query) }, parseAs: 'stream', ...given(signal) })
      const body: ReadableStream<Uint8Array> = await read(send, signal)
      return yield* readExport(body, allowIncomplete, signal)
    },
    exportUrl: (query = {}) => exportUrlOf(baseUrl, query)
  }
}

function given(signal: AbortSignal | undefined): CallOptions {
  return signal === undefined ? {} : { signal }
}

/** The answer, when it is what was asked for. */
function checked<Wanted>(answer: unknown, isWanted: (answer: unknown) => answer is Wanted, what: string): Wanted {
  if (isWanted(answer)) return answer
  throw new AnswerError(`the answer is not ${what}`, 200)
}
