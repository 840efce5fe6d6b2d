import { isObject } from '../json.ts'
import type { LookupKey } from '../model/lookup.ts'
import { Failure } from '../problems/failure.ts'
import type { CallParameters, Family, FamilySettings, Operation } from './family.ts'
import { propertiesOf, rowMapper } from './map-row.ts'
import type { Row } from './row.ts'
import type { LookupDefinition, SourceTable } from './source.ts'

/** The definition of one upstream lookup. */
export interface LookupTable extends SourceTable {
  readonly operation: Operation
  /** A key → the upstream's parameters. */
  readonly keyParameters: (key: LookupKey) => CallParameters
}

/** A lookup of this family's protocol. */
export function defineLookup<Settings extends FamilySettings>(
  family: Family<Settings>,
  table: LookupTable
): LookupDefinition<Settings> {
  const { id, operation, fields, keyParameters } = table
  return {
    ...table,
    kind: 'lookup',
    family,
    properties: propertiesOf(fields),
    open: (settings) => ({
      configured: family.hasCredentials(settings, null),
      hasCredentials: (callerToken) => family.hasCredentials(settings, callerToken),
      buildRequest: (key, options) =>
        family.buildRequest(settings, { operation, parameters: keyParameters(key), options }),
      readResponse: (answer) => rowIn(family.readEnvelope(answer)),
      toAccount: rowMapper(id, fields)
    })
  }
}

function rowIn(data: unknown): Row {
  // The upstream's document describes no "not found". A success without data is the only answer left for it.
  if (data === undefined || data === null || (isObject(data) && Object.keys(data).length === 0)) {
    throw new Failure('account-not-found', { detail: 'the upstream has no account with this key' })
  }
  if (isObject(data)) return data
  throw new Failure('upstream-response-invalid', {
    detail: 'the upstream response is invalid: data is not an object'
  })
}
