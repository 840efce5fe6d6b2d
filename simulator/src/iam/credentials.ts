/** Values of the cookie `access_token`, one per master account. Public on purpose: the accounts are invented. */
export const iamCredentials = { iamToken: 'sandbox-token', iamTokenSecond: 'sandbox-token-2' } as const
