import { isIP } from 'node:net'
import { normalizeIP } from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'

/**
 * A known caller is counted by its name, any other by its address: an IPv6 one by its /64, one that holds an IPv4 address by
 * that. Text that is no address in `X-Forwarded-For` is counted for the proxy that passed it on: a caller must not choose it.
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
