import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { readConfig } from '../../src/config/config.ts'
import type { Account } from '../../src/model/account.ts'
import { registry } from '../../src/sources/registry.ts'
import type { Row } from '../../src/sources/row.ts'
import type { ListCalls, LookupCalls, SourceDefinition } from '../../src/sources/source.ts'
import { definitionOf, idMember } from './sources.ts'

const { upstreams } = readConfig(sandboxSettings('http://127.0.0.1:1/'), registry)

/** A source of the registry with the settings of the sandbox. */
export function open(definition: SourceDefinition): ListCalls | LookupCalls {
  const settings = upstreams[definition.family.id]
  if (settings === undefined) throw new Error(`the sandbox has no settings for ${definition.id}`)
  return definition.open(settings)
}

/** One row of a source → Account, as in an answer. Throws RowInvalid. */
export function mapRow(source: string, row: unknown, includeRaw = false): Account {
  return open(definitionOf(source)).toAccount(row, includeRaw)
}

/** The account of a row that has an id and these members. */
export function mapWithId(source: string, members: Row): Account {
  return mapRow(source, { [idMember(source)]: '1', ...members })
}
