import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Whether `X-Forwarded-For` is read: from all proxies, from a number of them, or from those with these addresses. */
export type TrustProxy = boolean | number | string[]

/**
 * Takes ports, brackets and zone ids off the addresses in `X-Forwarded-For`, which some load balancers write there. Neither the trust in
 * proxies nor the rate limit of a caller depends on them. Without trusted proxies the header is not read.
 */
export function readForwardedAddresses(
  app: FastifyInstance,
  { trustProxy }: { readonly trustProxy: TrustProxy }
): void {
  if (trustProxy === false) return
  app.addHook('onRequest', ({ raw: { headers } }, _reply, done) => {
    const forwarded = headers['x-forwarded-for']
    if (forwarded !== undefined)
      headers['x-forwarded-for'] = [forwarded].flat().join().split(',').map(bareAddress).join()
    done()
  })
}

/** The address in `203.0.113.7:40001`, `[2001:db8::1]:443` and `fe80::1%eth0`; other text as it is. */
function bareAddress(text: string): string {
  const trimmed = text.trim().replace(/^"(.*)"$/, '$1')
  const candidates = [trimmed, trimmed.replace(/:\d{1,5}$/, '')].map((part) => part.replace(/^\[(.*)\]$/, '$1'))
  const address = candidates.find((candidate) => isIP(candidate) !== 0)
  return address === undefined ? trimmed : address.replace(/%.*$/, '')
}
