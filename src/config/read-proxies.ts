import type { Proxy, ProxySettings } from '../proxies.ts'
import type { Settings } from './fixed-settings.ts'

const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']

/** The environment with upper-case names of proxies. If both spellings are set, the lower-case one wins, as in other programs. */
export function withProxyNames(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const filled = { ...environment }
  for (const name of names) filled[name] = environment[name.toLowerCase()] || environment[name]
  return filled
}

/** The proxies for outgoing calls. */
export function readProxies(settings: Settings, mistakes: string[]): ProxySettings {
  return {
    http: readProxy('HTTP_PROXY', settings.HTTP_PROXY, mistakes),
    https: readProxy('HTTPS_PROXY', settings.HTTPS_PROXY, mistakes),
    noProxy: settings.NO_PROXY ?? ''
  }
}

/** Passwords of the proxies. */
export function proxySecrets({ http, https }: ProxySettings): string[] {
  return [http, https]
    .map((proxy) => (proxy === null ? '' : decodeURIComponent(new URL(proxy.url).password)))
    .filter((password) => password !== '')
}

/** A value without a scheme means http, as in many programs. */
function readProxy(name: string, value: string | undefined, mistakes: string[]): Proxy | null {
  if (value === undefined) return null
  const url = URL.parse(value.includes('://') ? value : `http://${value}`)
  const authorization = url === null ? null : authorizationOf(url)
  if (url === null || authorization === undefined || !/^https?:$/.test(url.protocol)) {
    mistakes.push(`${name} must be the http or https URL of a proxy, with credentials percent-encoded`)
    return null
  }
  return { origin: url.origin, url: url.href, authorization }
}

/** Null without credentials; undefined if they are not percent-encoded. */
function authorizationOf({ username, password }: URL): string | null | undefined {
  if (username === '' && password === '') return null
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
    return `Basic ${Buffer.from(credentials).toString('base64')}`
  } catch {
    return undefined
  }
}
