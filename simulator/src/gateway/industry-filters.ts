import { type Bend, takePage } from '../bend.ts'
import { credentials } from '../credentials.ts'
import type { IndustryRow } from '../data/industry-rows.ts'
import { businessErrors } from './business-errors.ts'
import type { Outcome } from './envelope.ts'
import { type Params, readPageParams, readText } from './params.ts'

/**
 * /industry/user/account/query: one page of at most 100 of the rows that match every filter; a blank filter is none.
 * The document leaves three things open. A foreign `appId` is another customer's instance, and its list is empty here.
 * An `employeeId` says on whose behalf is asked; everyone may see everyone, so one of the list's work numbers changes
 * nothing, and any other is refused as the document's failure sample words it. No iotToken is fine (user
 * authentication is optional), an unknown one is not.
 */
export function queryIndustry(
  list: readonly IndustryRow[],
  params: Params,
  iotToken: string | null | undefined,
  bend: Bend
): Outcome {
  if (![undefined, null, '', credentials.iotToken].includes(iotToken)) return businessErrors.unknownIotToken
  const { pageNo, pageSize } = readPageParams(params, 100, { pageNo: 1, pageSize: 10 })
  const filters = readFilters(params)
  if (pageNo === undefined || pageSize === undefined || filters === undefined) return businessErrors.badParameter
  const { employeeId } = filters
  if (employeeId !== '' && !list.some((row) => row.workNumber === employeeId)) return businessErrors.forbiddenInIndustry
  const matching = narrows(filters) ? list.filter((row) => matches(row, filters)) : list
  const { rows, total } = takePage(matching, (pageNo - 1) * pageSize, pageSize, bend)
  return { data: { total, pageNo, pageSize, data: rows } }
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

/** Without a filter that narrows, a long list need not be looked through for every page. */
function narrows({ keyWord, organizationId, roleCode, appId }: Filters): boolean {
  return [keyWord, organizationId, roleCode, appId].some((text) => text !== '')
}

/** The deprecated singles and the lists count alike; the keyword is looked for in what the row shows, masks included. */
function matches(row: IndustryRow, { keyWord, organizationId, roleCode, appId }: Filters): boolean {
  const texts = [row.nickName, row.phone, row.email, row.loginName]
  return (
    ['', credentials.appId].includes(appId) &&
    (keyWord === '' || texts.some((text) => text?.toLowerCase().includes(keyWord))) &&
    ['', row.organizationId, ...row.orgList.map((item) => item.organizationId)].includes(organizationId) &&
    ['', row.roleCode, ...row.roleList.map((item) => item.roleCode)].includes(roleCode)
  )
}
