import { once } from 'node:events'
import { createServer } from 'node:net'

/** The address to listen on for this `HOST`. `::` also serves IPv4, and becomes `0.0.0.0` if the system has no IPv6. */
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

/** Replaces the address of all interfaces in a URL with one that this machine can reach. */
export function reachableUrl(url: string): string {
  return url.replace(/^http:\/\/(\[::\]|0\.0\.0\.0)(?=:)/, 'http://127.0.0.1')
}
