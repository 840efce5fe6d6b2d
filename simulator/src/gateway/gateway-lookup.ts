import type { IdentityIndex } from '../data/identity-row.ts'
import { businessErrors } from './business-errors.ts'
import type { Outcome } from './envelope.ts'
import { type Params, readInteger, readText } from './params.ts'

/**
 * /user/account/identity/query: one person by loginId and loginSource (opType 1), phone (2) or email (3). Any other
 * opType, and one whose own members are missing, is a parameter error; members of another opType are not looked at,
 * as in the document's sample. Nobody found is code 200 with data null: the document does not say.
 */
export function queryIdentity(index: IdentityIndex, params: Params): Outcome {
  switch (readInteger(params['opType'])) {
    case 1:
      return find([params['loginId'], params['loginSource']], (loginId, source) => index.byLogin(loginId, source))
    case 2:
      return find([params['phone']], (phone) => index.byPhone(phone))
    case 3:
      return find([params['email']], (email) => index.byEmail(email))
    default:
      return businessErrors.badParameter
  }
}

function find(keys: readonly unknown[], lookUp: (first: string, second: string) => unknown): Outcome {
  const [first = '', second = ''] = keys.map(readText)
  const isComplete = first !== '' && (keys.length === 1 || second !== '')
  return isComplete ? { data: lookUp(first, second) ?? null } : businessErrors.badParameter
}
