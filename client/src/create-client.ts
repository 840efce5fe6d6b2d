import { absoluteUrl } from './base-url.ts'
import {
  accountAnswer,
  meAnswer,
  pageAnswer,
  sourceAnswer,
  checkAnswer,
  lookupAnswer,
  sourcesAnswer,
  type Expected
} from './check-answer.ts'
import type { CallOptions, Client, WalkOptions } from './client.ts'
import type { Credentials } from './credentials.ts'
import { delay, type Delay } from './delay.ts'
import { readExport } from './export.ts'
import { toExportedFile } from './export-file.ts'
import { withQuery } from './path.ts'
import { followScan } from './follow-scan.ts'
import { isPersonalQuery, withSources, type LookupQuery, type WalkQuery } from './query.ts'
import { backoffMs, retry, type RetryOptions, type RetryPolicy } from './retry.ts'
import { sendForJson, sendForStream, type Call, type Connection } from './send.ts'
import { walkAccounts, walkPages, type Walk } from './walk.ts'

export interface ClientOptions extends Credentials {
  /** URL of the service, such as `https://rollcall.example.com`. On a page that the service itself sends, `/`. */
  readonly baseUrl: string
  /** Headers of every request, such as `Accept-Language`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether a browser sends cookies: to the same origin only (the default), to every origin, or never. */
  readonly credentials?: 'omit' | 'same-origin' | 'include'
  /** `default` lets caches of the platform store answers. Default: `no-store`, because accounts are personal data and change. */
  readonly cache?: 'no-store' | 'default'
  readonly retry?: RetryOptions
  /** Sends a request. Default: the platform's `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>
}

/** A client of the service at `baseUrl`. Its methods do not use `this`. Throws a TypeError if `baseUrl` is not a URL. */
export function createClient(options: ClientOptions): Client {
  return createClientWith(options, delay)
}

/** The same with a custom delay function. Not exported from the package. */
export function createClientWith(options: ClientOptions, delay: Delay): Client {
  const connection = toConnection(options)
  const policyOf = (own: RetryOptions = {}): RetryPolicy => {
    const { maxAttempts = 4, maxDelayMs = 60_000 } = { ...options.retry, ...own }
    return { maxAttempts, maxDelayMs, delay }
  }
  const read = async <Answer>(call: Call, own: CallOptions, expected: Expected<Answer>): Promise<Answer> => {
    const sent = { ...call, signal: own.signal }
    return checkAnswer(await retry(() => sendForJson(connection, sent), policyOf(own.retry), own.signal), expected)
  }
  const open = async (query: object, { retry: limits, signal }: CallOptions) => {
    const call = { target: withQuery('/accounts/export', withSources(query)), signal }
    return retry(() => sendForStream(connection, call), policyOf(limits), signal)
  }

  const listAccounts: Client['listAccounts'] = async (query = {}, own = {}) =>
    read({ target: withQuery('/accounts', withSources(query)) }, own, pageAnswer)
  const searchAccounts: Client['searchAccounts'] = async (query, own = {}) =>
    read({ target: '/accounts/search', body: withSources(query) }, own, pageAnswer)

  const walkOf = (query: WalkQuery, { allowIncomplete = false, ...own }: WalkOptions): Walk => {
    const readPage = isPersonalQuery(query) ? searchAccounts : listAccounts
    const { limit = 100, ...others } = query
    const { maxAttempts, maxDelayMs } = policyOf(own.retry)
    return {
      readPage: (cursor) => readPage({ ...others, limit, cursor: cursor ?? undefined }, own),
      allowIncomplete,
      maxEmptyPages: maxAttempts - 1,
      pause: (emptyPages) => delay(Math.min(backoffMs(emptyPages), maxDelayMs), own.signal),
      signal: own.signal
    }
  }

  return {
    listAccounts,
    searchAccounts,
    iterateAccounts: (query = {}, own = {}) => walkAccounts(walkOf(query, own)),
    pages: (query = {}, own = {}) => walkPages(walkOf(query, own)),
    async getAccount(id, { include, fields, cursor, ...own } = {}) {
      const path = `/accounts/${encodeURIComponent(id)}` as const
      return followScan(
        async (next) => read({ target: withQuery(path, { include, fields, cursor: next }) }, own, accountAnswer),
        cursor
      )
    },
    async lookupAccount(key, { include, fields, ...own } = {}) {
      const query: LookupQuery = { ...key, include, fields }
      return read({ target: withQuery('/accounts/lookup', query) }, own, accountAnswer)
    },
    async lookupAccounts(keys, { include, fields, ...own } = {}) {
      return read({ target: '/accounts/lookup', body: { keys, include, fields } }, own, lookupAnswer)
    },
    async *exportAccounts(query = {}, { allowIncomplete = false, ...own } = {}) {
      const { body } = await open(query, own)
      return yield* readExport(body, { allowIncomplete, signal: own.signal })
    },
    async exportFile(query = {}, { allowIncomplete = false, onProgress = () => {}, ...own } = {}) {
      const { format = 'ndjson' } = query
      return toExportedFile(await open(query, own), { format, allowIncomplete, onProgress, signal: own.signal })
    },
    exportUrl: (query = {}) => connection.baseUrl + withQuery('/accounts/export', withSources(query)),
    getMe: async (own = {}) => read({ target: '/me' }, own, meAnswer),
    async listSources(own = {}) {
      return (await read({ target: '/sources' }, own, sourcesAnswer)).data
    },
    async getSource(id, own = {}) {
      return read({ target: `/sources/${encodeURIComponent(id)}` }, own, sourceAnswer)
    }
  }
}

function toConnection({ fetch, ...options }: ClientOptions): Connection {
  const { baseUrl, headers = {}, credentials = 'same-origin', cache = 'no-store' } = options
  return {
    ...options,
    baseUrl: absoluteUrl(baseUrl),
    headers,
    credentials,
    cache,
    // Looked up for each request: tools that intercept requests may replace it later.
    fetch: (request) => (fetch ?? globalThis.fetch)(request)
  }
}
