import type { Test } from 'tap'
import type { Environment } from '../../src/config/config.ts'
import type { Service } from './service.ts'
import { plain, type SourceName } from './sources.ts'

/** Words without digits and without a telling name, so that only who knows them can find them. */
const ownSecrets = {
  appKey: 'kestrel-peregrine',
  appSecret: 'heron-bittern',
  iamToken: 'osprey-harrier'
} as const

/** What the caller sends along: its tokens, and whom it looks for. */
export const callerSecrets = {
  iotToken: 'falcon-hobby',
  iamToken: 'merlin-goshawk',
  iamCookie: 'buzzard-kite',
  keyword: 'Kowalska',
  organization: 'org-plover',
  employee: 'emp-dunlin',
  loginId: 'lapwing-curlew',
  phone: '10012345678',
  mail: 'wang.wu@example.cn'
} as const

export const secretEnvironment: Environment = {
  ...plain,
  GATEWAY_APP_KEY: ownSecrets.appKey,
  GATEWAY_APP_SECRET: ownSecrets.appSecret,
  IAM_ACCESS_TOKEN: ownSecrets.iamToken
}

export interface SecretRequest {
  readonly source: SourceName
  readonly path: string
  readonly headers: Record<string, string>
  /** What the upstream learns from us, and might say again. */
  readonly secrets: readonly string[]
}

const { appKey, appSecret } = ownSecrets
const { iotToken, iamToken, iamCookie, keyword, organization, employee, loginId, phone, mail } = callerSecrets
const industryFilters = `q=${keyword}&organizationId=${organization}&employeeId=${employee}`

/** Requests with everything in them that must not be told on. */
export const secretRequests: readonly SecretRequest[] = [
  { source: 'tenant', path: '/accounts?source=tenant', headers: {}, secrets: [appKey, appSecret] },
  { source: 'scope', path: '/accounts?source=scope', headers: {}, secrets: [appKey, appSecret] },
  {
    source: 'industry',
    path: `/accounts?source=industry&${industryFilters}`,
    headers: { 'x-iot-token': iotToken },
    secrets: [appKey, appSecret, iotToken, keyword, organization, employee]
  },
  {
    source: 'iam',
    path: `/accounts?source=iam&q=${keyword}`,
    headers: { 'x-iam-access-token': iamToken },
    secrets: [iamToken, keyword]
  },
  {
    source: 'iam',
    path: '/accounts?source=iam',
    headers: { cookie: `access_token=${iamCookie}` },
    secrets: [iamCookie]
  },
  { source: 'iam', path: '/accounts?source=iam', headers: {}, secrets: [ownSecrets.iamToken] },
  { source: 'identity', path: `/accounts/lookup?phone=${phone}`, headers: {}, secrets: [appKey, appSecret, phone] },
  { source: 'identity', path: `/accounts/lookup?email=${mail}`, headers: {}, secrets: [mail] },
  { source: 'identity', path: `/accounts/lookup?loginId=${loginId}`, headers: {}, secrets: [loginId] }
]

/** Status line, headers and body of an answer, as one text. */
export async function wholeAnswer(
  { url }: Pick<Service, 'url'>,
  path: string,
  headers: Record<string, string>
): Promise<string> {
  const response = await fetch(url + path, { headers })
  return `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`
}

/** None of the secrets stands in the text, in any case, nor as a URL has it. */
export function holdsNone(t: Test, text: string, secrets: readonly string[], where: string): void {
  const lower = text.toLowerCase()
  const found = secrets.filter((secret) =>
    [secret, encodeURIComponent(secret)].some((spelling) => lower.includes(spelling.toLowerCase()))
  )
  t.strictSame(found, [], where)
}
