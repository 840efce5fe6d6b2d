/** What the simulated upstreams let in. Public on purpose: they guard nothing but invented accounts. */
export const credentials = {
  appKey: 'sandbox',
  appSecret: 'sandbox-secret',
  /** An industry user's session, `request.iotToken`. */
  iotToken: 'sandbox-iot-token',
  /** The cookie `access_token` of two master accounts of the iam upstream. */
  iamToken: 'sandbox-token',
  iamTokenSecond: 'sandbox-token-2',
  /** The only application instance the industry list knows. */
  appId: 'sandbox-app'
} as const
