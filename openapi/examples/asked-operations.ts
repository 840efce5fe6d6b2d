import type { Slug } from '../../src/model/problem-catalogue.ts'
import type { Recorded } from './play-request.ts'

/** An operation of the document, and requests that provoke its answers. */
export interface AskedOperation {
  readonly id: string
  /** A successful request. */
  readonly good: Recorded
  /** Refused requests, by problem. */
  readonly refused: Readonly<Partial<Record<Slug, Recorded>>>
  /** The source that `good` reads; null if none. */
  readonly upstream: 'tenant' | 'identity' | null
  /** The same request for a source with caller tokens. */
  readonly about?: (source: 'industry' | 'iam') => Recorded
  /** A request that is forbidden for a key with the source tenant and the right to read. */
  readonly forbidden?: Recorded
  /** If only these sources are enabled, the operation does not exist. */
  readonly missingWith?: string
  /** Whether it works without credentials and without a rate limit. */
  readonly isOpen: boolean
  /** Whether it answers under any load. */
  readonly isProbe: boolean
}

const listed = { upstream: 'tenant', missingWith: 'identity', isOpen: false, isProbe: false } as const
const lookedUp = { upstream: 'identity', missingWith: 'tenant', isOpen: false, isProbe: false } as const
const service = { upstream: null, isOpen: false, isProbe: false } as const
const open = { ...service, isOpen: true } as const
const probe = { ...open, isProbe: true } as const

const search = (body: unknown): Recorded => ({ method: 'POST', path: '/accounts/search', body })
const lookups = (...keys: unknown[]): Recorded => ({ method: 'POST', path: '/accounts/lookup', body: { keys } })

/** In the order of the document. */
export const askedOperations: readonly AskedOperation[] = [
  {
    id: 'listAccounts',
    ...listed,
    good: { path: '/accounts?source=tenant' },
    refused: {
      'invalid-request': { path: '/accounts?limit=500' },
      'unsupported-filter': { path: '/accounts?source=tenant&q=li' },
      'cursor-invalid': { path: '/accounts?cursor=abc' }
    },
    about: (source) => ({ path: `/accounts?source=${source}` }),
    forbidden: { path: '/accounts?source=iam' }
  },
  {
    id: 'searchAccounts',
    ...listed,
    good: search({ source: ['tenant'] }),
    refused: {
      'invalid-request': search({ limit: 500 }),
      'unsupported-filter': search({ source: ['tenant'], q: 'li' }),
      'cursor-invalid': search({ cursor: 'abc' })
    },
    about: (source) => search({ source: [source] }),
    forbidden: search({ source: ['iam'] })
  },
  {
    id: 'getAccount',
    ...listed,
    good: { path: '/accounts/tenant:ln1541280007455' },
    refused: {
      'invalid-request': { path: '/accounts/identity:1' },
      'account-not-found': { path: '/accounts/tenant:nobody' },
      'cursor-invalid': { path: '/accounts/tenant:ln1541280007455?cursor=abc' },
      'scan-incomplete': { path: '/accounts/tenant:nobody', fault: ['tenant', { kind: 'short-page', by: 1 }] }
    },
    about: (source) => ({ path: `/accounts/${source}:1` }),
    forbidden: { path: '/accounts/iam:1' }
  },
  {
    id: 'lookupAccount',
    ...lookedUp,
    good: { path: '/accounts/lookup?phone=10000000001' },
    refused: {
      'invalid-request': { path: '/accounts/lookup?loginSource=openAccount' },
      'account-not-found': { path: '/accounts/lookup?phone=10099999999' }
    },
    forbidden: { path: '/accounts/lookup?phone=10000000001' }
  },
  {
    id: 'lookupAccounts',
    ...lookedUp,
    good: lookups({ phone: '10000000001' }),
    refused: { 'invalid-request': lookups({ fax: '10000000001' }) },
    forbidden: lookups({ phone: '10000000001' })
  },
  {
    id: 'exportAccounts',
    ...listed,
    good: { path: '/accounts/export?source=tenant' },
    refused: {
      'invalid-request': { path: '/accounts/export?format=xml' },
      'unsupported-filter': { path: '/accounts/export?source=tenant&q=li' }
    },
    about: (source) => ({ path: `/accounts/export?source=${source}` }),
    forbidden: { path: '/accounts/export' }
  },
  {
    id: 'listSources',
    ...service,
    good: { path: '/sources' },
    refused: { 'invalid-request': { path: '/sources?kind=list' } }
  },
  {
    id: 'getSource',
    ...service,
    good: { path: '/sources/tenant' },
    refused: { 'invalid-request': { path: '/sources/tenant?kind=list' }, 'not-found': { path: '/sources/none' } },
    forbidden: { path: '/sources/iam' }
  },
  { id: 'getMe', ...service, good: { path: '/me' }, refused: { 'invalid-request': { path: '/me?name=web' } } },
  {
    id: 'listProblemTypes',
    ...open,
    good: { path: '/problems' },
    refused: { 'invalid-request': { path: '/problems?%zz' } }
  },
  {
    id: 'getProblemType',
    ...open,
    good: { path: '/problems/not-found' },
    refused: {
      'invalid-request': { path: '/problems/not-found?%zz' },
      'not-found': { path: '/problems/nothing' }
    }
  },
  { id: 'isAlive', ...probe, good: { path: '/livez' }, refused: { 'invalid-request': { path: '/livez?%zz' } } },
  { id: 'isReady', ...probe, good: { path: '/readyz' }, refused: { 'invalid-request': { path: '/readyz?%zz' } } },
  { id: 'getMetrics', ...probe, good: { path: '/metrics' }, refused: { 'invalid-request': { path: '/metrics?%zz' } } }
]
