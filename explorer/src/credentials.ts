/** What a caller may have to show. Kept in memory only: never in the address, never stored, never in a snippet. */
export interface Credentials {
  readonly token: string
  readonly apiKey: string
  readonly iotToken: string
  readonly iamAccessToken: string
}

export type CredentialName = keyof Credentials

/** Option of the client → the header that carries it, and the environment variable that stands for it in a snippet. */
export const credentialNames: Readonly<Record<CredentialName, { header: string; prefix: string; variable: string }>> = {
  token: { header: 'Authorization', prefix: 'Bearer ', variable: 'ROLLCALL_TOKEN' },
  apiKey: { header: 'X-Api-Key', prefix: '', variable: 'ROLLCALL_API_KEY' },
  iotToken: { header: 'X-Iot-Token', prefix: '', variable: 'IOT_TOKEN' },
  iamAccessToken: { header: 'X-Iam-Access-Token', prefix: '', variable: 'IAM_ACCESS_TOKEN' }
}

/** The names of those that are filled in. */
export function givenNames(credentials: Credentials): CredentialName[] {
  const names: CredentialName[] = ['token', 'apiKey', 'iotToken', 'iamAccessToken']
  return names.filter((name) => credentials[name] !== '')
}
