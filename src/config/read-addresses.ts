import { BlockList, isIP } from 'node:net'

/** Whose `X-Forwarded-For` is trusted: all proxies, none, a number of hops, or these addresses. */
export type TrustProxy = boolean | number | string[]

const hostName = /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/i

/** Resolvers read `0`, `127.1` or `0x7f.1` as addresses, and not all in the same way. */
const numeric = /(^|\.)(\d+|0x[0-9a-f]*)$/i

/** An IP address or a host name. */
export function readHost(value: string, mistakes: string[]): string {
  if (isIP(value) === 0 && (!hostName.test(value) || numeric.test(value)))
    mistakes.push('HOST must be an IP address or a host name')
  return value
}

/** `true`, `false`, a number of hops, or a comma list of addresses, ranges and names known to Fastify. */
export function readTrustProxy(value: string | undefined, mistakes: string[]): TrustProxy {
  if (value === undefined || value === 'false') return false
  if (value === 'true') return true
  if (/^\d{1,2}$/.test(value)) return Number(value)
  const addresses = value.split(',').map((address) => address.trim())
  if (!addresses.every(isAddress))
    mistakes.push('TRUST_PROXY must be true, a number of hops, or a comma list of addresses')
  return addresses
}

/** Origins as sent by browsers: scheme, host and port only. */
export function readOrigins(value: string | undefined, mistakes: string[]): string[] {
  const origins = value?.split(',').map((origin) => origin.trim()) ?? []
  if (!origins.every(isOrigin)) {
    mistakes.push('CORS_ORIGINS must be a comma list of origins such as https://app.example.com')
  }
  return origins
}

/** The URL, which may contain a password; null if it is not set. */
export function readRedisUrl(value: string | undefined, mistakes: string[]): string | null {
  if (value === undefined) return null
  const url = URL.parse(value)
  if (url === null || !/^rediss?:$/.test(url.protocol) || url.hostname === '') {
    mistakes.push('REDIS_URL must be a redis or rediss URL')
  } else if (!/^\/?\d*$/.test(url.pathname)) {
    mistakes.push('REDIS_URL must name its database by a number, as in redis://redis:6379/1')
  }
  return value
}

/** Whether only this machine reaches a server on this host. */
export function isLoopback(host: string): boolean {
  return isIP(host) === 0
    ? host.toLowerCase() === 'localhost'
    : loopback.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6')
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** An origin with `*` looks like a pattern, but no page has it. */
function isOrigin(origin: string): boolean {
  return /^https?:/.test(origin) && !origin.includes('*') && URL.parse(origin)?.origin === origin
}

/** An address or name that @fastify/proxy-addr accepts. A range needs at least one bit. */
function isAddress(address: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(address)) return true
  const [ip = '', bits = '1', ...rest] = address.split('/')
  const most = isIP(ip) === 4 ? 32 : 128
  return isIP(ip) !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most
}
