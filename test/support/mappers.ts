import { registry } from '../../src/sources/registry.ts'
import type { Row } from '../../src/sources/row.ts'
import type { Account } from '../../src/model/account.ts'
import type { UpstreamSettings } from '../../src/sources/source.ts'
import { idMember, type SourceName } from './sources.ts'

/** Every group of settings, so that every source of the registry opens. */
export const allSettings: UpstreamSettings = {
  gateway: { baseUrl: 'http://127.0.0.1:1/', appKey: 'key', appSecret: 'secret', stage: 'RELEASE' },
  iam: { baseUrl: 'http://127.0.0.1:1/', accessToken: 'token', offsetUnit: 'row' },
  industryAppId: null
}

/** One row of a source → Account, as in an answer. Throws RowInvalid. */
export function mapRow(source: SourceName, row: unknown, includeRaw = false): Account {
  const opened = registry.find(({ id }) => id === source)?.open(allSettings)
  if (!opened) throw new Error(`no source ${source}`)
  return opened.toAccount(row, includeRaw)
}

/** The account of a row that has an id and these members. */
export function mapWithId(source: SourceName, members: Row): Account {
  return mapRow(source, { [idMember[source]]: '1', ...members })
}
