/** The credentials of the simulated gateway. Public on purpose: they protect invented accounts only. */
export const gatewayCredentials = {
  appKey: 'sandbox',
  appSecret: 'sandbox-secret',
  /** An industry user's session, `request.iotToken`. */
  iotToken: 'sandbox-iot-token',
  /** The only application instance of the industry list. */
  appId: 'sandbox-app'
} as const
