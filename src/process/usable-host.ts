import { once } from 'node:events'
import { createServer } from 'node:net'

/** The address to listen on for this `HOST`: `::` serves IPv4 too, and becomes `0.0.0.0` where the system has no IPv6 at all. */
export async function usableHost(host: string): Promise<string> {
  if (host !== '::') return host
  const probe = createServer().listen(0, host)
  const usable = await once(probe, 'listening').then(
    () => host,
    () => '0.0.0.0'
  )
  probe.close()
  return usable
}

/** A URL with the address of all interfaces → the same with the address by which this machine reaches it. */
export function reachableUrl(url: string): string {
  return url.replace(/^http:\/\/(\[::\]|0\.0\.0\.0)(?=:)/, 'http://127.0.0.1')
}
