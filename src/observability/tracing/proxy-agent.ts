import { readFileSync } from 'node:fs'
import type { Agent as AnyAgent } from 'node:http'
import { Agent as HttpAgent } from '../../node-http.ts'
import type { Proxy } from '../../proxies.ts'

/**
 * Creates the HTTP agent of the exporter. The agent must apply OpenTelemetry's certificate settings, because the exporter does
 * not.
 */
export function proxyAgent({ url }: Proxy, environment: NodeJS.ProcessEnv): (protocol: string) => Promise<AnyAgent> {
  const fileOf = (name: string): Buffer | undefined => {
    const path = environment[`OTEL_EXPORTER_OTLP_TRACES_${name}`] || environment[`OTEL_EXPORTER_OTLP_${name}`]
    return path ? readFileSync(path) : undefined
  }
  return async (protocol) => {
    const options = { keepAlive: true, proxyEnv: { HTTP_PROXY: url, HTTPS_PROXY: url } }
    if (protocol === 'http:') return new HttpAgent(options)
    const { Agent } = await import('node:https')
    return new Agent({
      ...options,
      ca: fileOf('CERTIFICATE'),
      cert: fileOf('CLIENT_CERTIFICATE'),
      key: fileOf('CLIENT_KEY')
    })
  }
}
