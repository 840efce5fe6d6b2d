import { isIP } from 'node:net'
import type { Config } from './config.ts'

/** `true`, `false`, a number of hops, or a comma list of addresses, ranges and the names that Fastify knows. */
export function readTrustProxy(value: string | undefined, mistakes: string[]): Config['trustProxy'] {
  if (value === undefined || value === 'false') return false
  if (value === 'true') return true
  if (/^\d{1,2}$/.test(value)) return Number(value)
  const addresses = value.split(',').map((address) => address.trim())
  if (!addresses.every(isAddress))
    mistakes.push('TRUST_PROXY must be true, a number of hops, or a comma list of addresses')
  return addresses
}

/** Origins as browsers send them: scheme, host and port, nothing else. */
export function readOrigins(value: string | undefined, mistakes: string[]): string[] {
  const origins = value?.split(',').map((origin) => origin.trim()) ?? []
  if (!origins.every((origin) => /^https?:/.test(origin) && URL.parse(origin)?.origin === origin)) {
    mistakes.push('CORS_ORIGINS must be a comma list of origins such as https://app.example.com')
  }
  return origins
}

/** The URL as it is: it may hold a password. Null where none is set. */
export function readRedisUrl(value: string | undefined, mistakes: string[]): string | null {
  if (value === undefined) return null
  const url = URL.parse(value)
  if (url === null || !/^rediss?:$/.test(url.protocol) || url.hostname === '') {
    mistakes.push('REDIS_URL must be a redis or rediss URL')
  }
  return value
}

/** Whether only this machine reaches what listens there. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function isAddress(address: string): boolean {
  const [ip = '', bits = '0'] = address.split('/', 2)
  const family = isIP(ip)
  const known = ['loopback', 'linklocal', 'uniquelocal'].includes(address)
  return known || (family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}
