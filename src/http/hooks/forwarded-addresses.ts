import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Which proxies' `X-Forwarded-For` is trusted: all, a number of hops, or these addresses. */
export type TrustProxy = boolean | number | string[]

/**
 * Removes ports, brackets and zone ids from the addresses in `X-Forwarded-For`. Some load balancers write them. The trust in
 * proxies and a caller's rate limit must not depend on them. Without trusted proxies the header is ignored.
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

/** The address in `203.0.113.7:40001`, `[2001:db8::1]:443` and `fe80::1%eth0`. Other text stays unchanged. */
function bareAddress(text: string): string {
  const trimmed = text.trim().replace(/^"(.*)"$/, '$1')
  const candidates = [trimmed, trimmed.replace(/:\d{1,5}$/, '')].map((part) => part.replace(/^\[(.*)\]$/, '$1'))
  const address = candidates.find((candidate) => isIP(candidate) !== 0)
  return address === undefined ? trimmed : address.replace(/%.*$/, '')
}
