import type { Test } from 'tap'
import type { Environment } from '../../src/config/config.ts'
import type { FilterName } from '../../src/model/query.ts'
import { familiesOf } from '../../src/sources/families.ts'
import { registry } from '../../src/sources/registry.ts'
import type { Service } from './service.ts'
import { definitionOf, familyOf, isLookup, plain, sources } from './sources.ts'

/**
 * Secrets of the service and tokens of callers. They are words without digits and without telling names, so that only their value
 * reveals them.
 */
const words = [
  'kestrel-peregrine',
  'heron-bittern',
  'osprey-harrier',
  'siskin-linnet',
  'avocet-godwit',
  'wheatear-whinchat',
  'nuthatch-dunnock'
].values()

function nextWord(): string {
  const { value } = words.next()
  if (value === undefined) throw new Error('test/support/secrets.ts has too few words for so many secrets')
  return value
}

/** Secret settings by family, each with a word as its value. */
const ownSecrets = new Map(
  familiesOf(registry).map(({ id, secretSettings }) => [
    id,
    Object.fromEntries(secretSettings.map((name) => [name, nextWord()]))
  ])
)

export const secretEnvironment: Environment = Object.assign({ ...plain }, ...ownSecrets.values())

/** Search values of a caller. */
export const callerSecrets = {
  keyword: 'Kowalska',
  organization: 'org-plover',
  employee: 'emp-dunlin',
  loginId: 'lapwing-curlew',
  phone: '10012345678',
  mail: 'wang.wu@example.cn'
} as const

const { keyword, organization, employee, loginId, phone, mail } = callerSecrets
const filterSecrets: Readonly<Partial<Record<FilterName, string>>> = {
  q: keyword,
  organizationId: organization,
  employeeId: employee
}

export interface SecretRequest {
  readonly source: string
  readonly path: string
  readonly headers: Record<string, string>
  /** The values that the upstream gets from us and may repeat. */
  readonly secrets: readonly string[]
}

/** For every source, requests with every value that must not leak. */
export const secretRequests: readonly SecretRequest[] = sources.flatMap((source) =>
  isLookup(source) ? lookupRequests(source) : listRequests(source)
)

function lookupRequests(source: string): SecretRequest[] {
  return Object.entries({ phone, email: mail, loginId }).map(([key, value]) => ({
    source,
    path: `/accounts/lookup?${key}=${value}`,
    headers: {},
    secrets: [...ownOf(source), value]
  }))
}

/** With the service's credentials, and with the caller's token in each of its places, with all filters. */
function listRequests(source: string): SecretRequest[] {
  const definition = definitionOf(source)
  const filters = definition.kind === 'list' ? definition.filters : []
  const asked = Object.entries(filterSecrets).filter(([name]) => filters.some((filter) => filter === name))
  const path = [`/accounts?source=${source}`, ...asked.map(([name, value]) => `${name}=${value}`)].join('&')
  const known = [...ownOf(source), ...asked.map(([, value]) => value)]
  const request = (headers: Record<string, string>, secrets: readonly string[]) => ({ source, path, headers, secrets })
  const { header = null, cookie = null } = definition.callerToken ?? {}
  const token = `goshawk-${source}`
  const cookieToken = `buzzard-${source}`
  return [
    request({}, known),
    ...(header === null ? [] : [request({ [header]: token }, [token, ...known])]),
    ...(cookie === null ? [] : [request({ cookie: `${cookie}=${cookieToken}` }, [cookieToken, ...known])])
  ]
}

function ownOf(source: string): string[] {
  return Object.values(ownSecrets.get(familyOf(source)) ?? {})
}

/** Status line, headers and body of an answer, as one text. */
export async function wholeAnswer(
  { url }: Pick<Service, 'url'>,
  path: string,
  headers: Record<string, string>
): Promise<string> {
  const response = await fetch(url + path, { headers })
  return `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`
}

/** Asserts that the text contains no secret, in any case or URL-encoded. */
export function holdsNone(t: Test, text: string, secrets: readonly string[], where: string): void {
  const lower = text.toLowerCase()
  const found = secrets.filter((secret) =>
    [secret, encodeURIComponent(secret)].some((spelling) => lower.includes(spelling.toLowerCase()))
  )
  t.strictSame(found, [], where)
}
