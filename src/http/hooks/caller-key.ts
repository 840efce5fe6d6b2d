import { isIP } from 'node:net'
import { normalizeIP } from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'

/**
 * The key of a caller for the rate limit: its name if it is known, else its address. For IPv6 that is the /64; an IPv4 address
 * inside IPv6 counts as IPv4. If `X-Forwarded-For` is no address, the proxy is counted, because a caller must not choose its own
 * key.
 */
export function callerKey(request: FastifyRequest): string {
  const { caller } = request
  const name = caller?.name ?? null
  if (name !== null) return `key:${name}`
  const version = isIP(request.ip)
  if (version === 4) return `address:${request.ip}`
  const address = version === 0 ? (request.socket.remoteAddress ?? '') : request.ip
  // The library fails on the zone id of a link-local address.
  return `address:${normalizeIP(address.replace(/%.*$/, ''))}`
}
