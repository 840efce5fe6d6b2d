import {
  accountAnswer,
  pageAnswer,
  sourceAnswer,
  checkAnswer,
  lookupAnswer,
  sourcesAnswer,
  type Expected
} from './check-answer.ts'
import type { Client } from './client.ts'
import type { Credentials } from './credentials.ts'
import { delay, type Delay } from './delay.ts'
import { readExport } from './export.ts'
import { withQuery } from './path.ts'
import { isPersonalQuery, withSources, type LookupQuery, type WalkQuery } from './query.ts'
import { backoffMs, retry, type RetryOptions, type RetryPolicy } from './retry.ts'
import { sendForJson, sendForStream, type Call, type Connection } from './send.ts'
import { walkAccounts } from './walk.ts'

export interface ClientOptions extends Credentials {
  /** URL of the service, such as `https://rollcall.example.com`. On a page that the service itself sends, `/`. */
  readonly baseUrl: string
  /** Headers of every request, such as `Accept-Language`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether a browser sends cookies: to the same origin only (the default), to every origin, or never. */
  readonly credentials?: 'omit' | 'same-origin' | 'include'
  readonly retry?: RetryOptions
  /** Sends a request. Default: the platform's `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>
}

/** A client of the service at `baseUrl`. Its methods do not use `this`. Throws a TypeError if `baseUrl` is not a URL. */
export function createClient(options: ClientOptions): Client {
  return createClientWith(options, delay)
}

/** The same with its own way to wait. Not exported from the package. */
export function createClientWith(options: ClientOptions, delay: Delay): Client {
  const connection = toConnection(options)
  const { maxAttempts = 4, maxDelayMs = 60_000 } = options.retry ?? {}
  const policy: RetryPolicy = { maxAttempts, maxDelayMs, delay }
  const read = async <Answer>(call: Call, expected: Expected<Answer>): Promise<Answer> =>
    checkAnswer(await retry(() => sendForJson(connection, call), policy, call.signal), expected)

  const listAccounts: Client['listAccounts'] = async (query = {}, { signal } = {}) =>
    read({ target: withQuery('/accounts', withSources(query)), signal }, pageAnswer)
  const searchAccounts: Client['searchAccounts'] = async (query, { signal } = {}) =>
    read({ target: '/accounts/search', body: withSources(query), signal }, pageAnswer)

  return {
    listAccounts,
    searchAccounts,
    iterateAccounts(query = {}, { signal, allowIncomplete = false } = {}) {
      const readPage = isPersonalQuery(query) ? searchAccounts : listAccounts
      const { limit = 100, ...others }: WalkQuery = query
      return walkAccounts({
        readPage: (cursor) => readPage({ ...others, limit, cursor: cursor ?? undefined }, signal && { signal }),
        allowIncomplete,
        maxEmptyPages: maxAttempts - 1,
        pause: (emptyPages) => delay(Math.min(backoffMs(emptyPages), maxDelayMs), signal),
        signal
      })
    },
    async lookupAccount(key, { signal, include, fields } = {}) {
      const query: LookupQuery = { ...key, include, fields }
      return read({ target: withQuery('/accounts/lookup', query), signal }, accountAnswer)
    },
    async lookupAccounts(keys, { signal, include, fields } = {}) {
      return read({ target: '/accounts/lookup', body: { keys, include, fields }, signal }, lookupAnswer)
    },
    async *exportAccounts(query = {}, { signal, allowIncomplete = false } = {}) {
      const call: Call = { target: withQuery('/accounts/export', withSources(query)), signal }
      const body = await retry(() => sendForStream(connection, call), policy, signal)
      return yield* readExport(body, { allowIncomplete, signal })
    },
    exportUrl: (query = {}) => connection.baseUrl + withQuery('/accounts/export', withSources(query)),
    async listSources({ signal } = {}) {
      return (await read({ target: '/sources', signal }, sourcesAnswer)).data
    },
    async getSource(id, { signal } = {}) {
      return read({ target: `/sources/${encodeURIComponent(id)}`, signal }, sourceAnswer)
    }
  }
}

function toConnection({ fetch, ...options }: ClientOptions): Connection {
  const { baseUrl, headers = {}, credentials = 'same-origin' } = options
  if (!/^(https?:\/\/|\/|$)/i.test(baseUrl)) throw new TypeError('baseUrl must begin with http://, https:// or /')
  return {
    ...options,
    baseUrl: baseUrl.replace(/\/$/, ''),
    headers,
    credentials,
    // Looked up for each request: tools that intercept requests may replace it later.
    fetch: (request) => (fetch ?? globalThis.fetch)(request)
  }
}
