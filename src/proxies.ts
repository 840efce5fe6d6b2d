import { BlockList, isIP } from 'node:net'

/** An HTTP proxy for outgoing calls. */
export interface Proxy {
  /** Scheme, host and port. */
  readonly origin: string
  /** The origin with credentials. */
  readonly url: string
  /** The value of `Proxy-Authorization`; null without credentials. */
  readonly authorization: string | null
}

/** The proxies of outgoing calls. */
export interface ProxySettings {
  /** For http URLs. */
  readonly http: Proxy | null
  /** For https URLs. */
  readonly https: Proxy | null
  /** Hosts that are called without a proxy. */
  readonly noProxy: string
}

/** The proxy for this URL; null if none is set, or if `NO_PROXY` names its host. */
export function proxyFor(url: string, { http, https, noProxy }: ProxySettings): Proxy | null {
  const target = new URL(url)
  const proxy = target.protocol === 'https:' ? https : http
  return proxy === null || isExcluded(target, noProxy) ? null : proxy
}

/**
 * Whether an entry of `NO_PROXY` matches the host. Entries: `*`, a name (with or without a leading dot, including subdomains),
 * `*.name` (subdomains only), an IP address, or a range such as `10.0.0.0/8`. Each may have a port.
 */
function isExcluded({ protocol, hostname, port }: URL, noProxy: string): boolean {
  const host = withoutBrackets(hostname).replace(/\.$/, '')
  const ownPort = port || (protocol === 'https:' ? '443' : '80')
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const [, name = '', entryPort = ownPort] = withPort.exec(entry) ?? [null, entry]
      return entryPort === ownPort && namesHost(withoutBrackets(name), host)
    })
}

/** An IPv6 address needs brackets before a port. */
const withPort = /^(\[.*\]|[^:]*):(\d+)$/

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}

function namesHost(entry: string, host: string): boolean {
  if (entry === '*') return true
  if (isIP(host) !== 0) return holdsAddress(entry, host)
  const name = entry.replace(/^\*?\./, '').replace(/\.$/, '')
  return name !== '' && ((name === host && !entry.startsWith('*')) || host.endsWith(`.${name}`))
}

function holdsAddress(entry: string, host: string): boolean {
  const [address = '', bits = '', ...rest] = entry.split('/')
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  const width = family === 'ipv6' ? 128 : 32
  const prefix = entry === address ? width : Number(bits)
  if (isIP(address) === 0 || rest.length > 0 || !(prefix >= 0 && prefix <= width)) return false
  const range = new BlockList()
  range.addSubnet(address, prefix, family)
  return range.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4')
}
