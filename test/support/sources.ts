import { readFileSync } from 'node:fs'
import type { Environment } from '../../src/config/config.ts'

export const gatewaySources = ['tenant', 'scope', 'industry', 'identity'] as const
export const sources = ['tenant', 'scope', 'industry', 'iam', 'identity'] as const
export type SourceName = (typeof sources)[number]

/** Settings under which each failure is seen by itself: asked once, no breaker, no rate limit. */
export const plain: Environment = { RETRY_ATTEMPTS: '0', BREAKER_THRESHOLD: '1000', RATE_LIMIT_MAX: '100000' }

/** The same timeout for every source. */
export function timeoutsOf(ms: number): Environment {
  return Object.fromEntries(sources.map((source) => [`${source.toUpperCase()}_TIMEOUT_MS`, String(ms)]))
}

/** Asks one source for one upstream page; scope's document has a sample of two rows out of 125. */
export function pathOf(source: SourceName): string {
  switch (source) {
    case 'identity':
      return '/accounts/lookup?phone=10000000001'
    case 'scope':
      return '/accounts?source=scope&limit=2'
    default:
      return `/accounts?source=${source}`
  }
}

/** A file of test/fixtures, as it stands. */
export function fixture(path: string): string {
  return readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8')
}

/** The document's own success sample. */
export function successOf(source: SourceName): string {
  return fixture(`${source}/success.json`)
}

const lists = {
  tenant: ['thirdAccountMetaList', 'total'],
  scope: ['identityDTOS', 'totalCount'],
  industry: ['data', 'total'],
  iam: ['sub_accounts', 'Total']
} as const

/** A good answer around rows that are given as JSON text; a lookup has one row and no total. */
export function answerWith(source: SourceName, rows: string, total = '1'): string {
  if (source === 'identity') return `{"id":"1","code":200,"data":${rows.replace(/^\[(.*)\]$/s, '$1')}}`
  const [list, count] = lists[source]
  return source === 'iam'
    ? `{"Code":0,"Msg":"成功","${count}":${total},"${list}":${rows}}`
    : `{"id":"1","code":200,"data":{"${count}":${total},"${list}":${rows}}}`
}

/** The member of a source's row that holds its id. */
export const idMember = {
  tenant: 'openId',
  scope: 'identityId',
  industry: 'auid',
  iam: 'AccountId',
  identity: 'identityId'
} as const
