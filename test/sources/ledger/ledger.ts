import { Type, type Static } from 'typebox'
import { parseObject } from '../../../src/json.ts'
import { Failure } from '../../../src/problems/failure.ts'
import { pathBelow } from '../../../src/sources/base-path.ts'
import { readBaseUrl } from '../../../src/sources/family-settings.ts'
import type { Family, FamilySettings } from '../../../src/sources/family.ts'
import { headerOf } from '../../../src/upstream/message.ts'
import { upstreamNote } from '../../../src/upstream/upstream-note.ts'

interface LedgerSettings extends FamilySettings {
  readonly token: string | null
}

const settings = Type.Object({
  LEDGER_BASE_URL: Type.Optional(Type.String({ minLength: 1, description: 'Base URL of the ledger.' })),
  LEDGER_TOKEN: Type.Optional(
    Type.String({ minLength: 1, description: 'Token for callers who send none of their own.' })
  )
})

/** An invented protocol: a POST with a token header, and an envelope `{ ok, result, error }`. */
export const ledger: Family<LedgerSettings> = {
  id: 'ledger',
  settings: settings.properties,
  requiredSettings: ['LEDGER_BASE_URL'],
  secretSettings: ['LEDGER_TOKEN'],
  callerTokenName: 'x-ledger-pass',
  requestIdHeader: 'x-trace-id',
  readSettings(given: Static<typeof settings>, mistakes) {
    const baseUrl = readBaseUrl('LEDGER_BASE_URL', given.LEDGER_BASE_URL, mistakes)
    return baseUrl === null ? null : { baseUrl, token: given.LEDGER_TOKEN ?? null }
  },
  hasCredentials: ({ token }, callerToken) => (callerToken ?? token) !== null,
  buildRequest: ({ baseUrl, token }, { operation, parameters, options: { callerToken } }) => ({
    method: 'POST',
    path: pathBelow(baseUrl, operation.path),
    headers: ['content-type', 'application/json', 'x-ledger-pass', callerToken ?? token ?? ''],
    body: JSON.stringify(parameters)
  }),
  readEnvelope(answer) {
    const envelope = parseObject(answer.body)
    if (envelope?.['ok'] === true) return envelope['result']
    throw new Failure(answer.status === 401 ? 'upstream-session-expired' : 'upstream-error', {
      detail: 'the upstream refused',
      upstream: upstreamNote({
        httpStatus: answer.status,
        code: null,
        message: envelope?.['error'],
        localizedMessage: null,
        requestId: headerOf(answer, 'x-trace-id')
      })
    })
  }
}
