import type { IndustryRow } from '../data/industry-rows.ts'
import { businessErrors } from './business-errors.ts'
import { gatewayCredentials } from './credentials.ts'
import type { BusinessError } from './envelope.ts'
import { type Params, readText } from './params.ts'

/**
 * The rows that match every filter. A blank filter is ignored. The document does not say three things. Here an unknown `appId` is
 * another customer's instance, with an empty list. An `employeeId` is the user on whose behalf the request is made: any work
 * number of the list sees every row. Any other is refused as in the document's failure sample.
 */
export function filterIndustry(list: readonly IndustryRow[], params: Params): readonly IndustryRow[] | BusinessError {
  const filters = readFilters(params)
  if (filters === undefined) return businessErrors.badParameter
  const { employeeId } = filters
  if (employeeId !== '' && !list.some((row) => row.workNumber === employeeId)) return businessErrors.forbiddenInIndustry
  return narrows(filters) ? list.filter((row) => matches(row, filters)) : list
}

interface Filters {
  readonly keyWord: string
  readonly organizationId: string
  readonly roleCode: string
  readonly appId: string
  readonly employeeId: string
}

function readFilters(params: Params): Filters | undefined {
  const keyWord = readText(params['keyWord'])
  const organizationId = readText(params['organizationId'])
  const roleCode = readText(params['roleCode'])
  const appId = readText(params['appId'])
  const employeeId = readText(params['employeeId'])
  if (keyWord === undefined || organizationId === undefined || roleCode === undefined) return undefined
  if (appId === undefined || employeeId === undefined) return undefined
  return { keyWord: keyWord.toLowerCase(), organizationId, roleCode, appId, employeeId }
}

/** Without a filter a long list need not be searched for every page. */
function narrows({ keyWord, organizationId, roleCode, appId }: Filters): boolean {
  return [keyWord, organizationId, roleCode, appId].some((text) => text !== '')
}

/** The deprecated singles count like the lists. The keyword is searched in the row as sent, masks included. */
function matches(row: IndustryRow, { keyWord, organizationId, roleCode, appId }: Filters): boolean {
  const texts = [row.nickName, row.phone, row.email, row.loginName]
  return (
    ['', gatewayCredentials.appId].includes(appId) &&
    (keyWord === '' || texts.some((text) => text?.toLowerCase().includes(keyWord))) &&
    ['', row.organizationId, ...row.orgList.map((item) => item.organizationId)].includes(organizationId) &&
    ['', row.roleCode, ...row.roleList.map((item) => item.roleCode)].includes(roleCode)
  )
}
