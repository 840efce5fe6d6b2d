import { get } from '../node-http.ts'
import { listeningPorts } from './listening-ports.ts'

const timeoutMs = 2500

/**
 * The HEALTHCHECK of the images: exits with 0 if `/livez` answers on the configured address. It reads the settings itself,
 * because loading the service takes longer than the check.
 */
async function main(environment: NodeJS.ProcessEnv): Promise<void> {
  const { HOST: host = '127.0.0.1', ADMIN_PORT: adminPort, PORT: port } = environment
  if (host === '') return fail('HOST is empty: the service listens on 127.0.0.1, which is not reachable from outside')
  const wanted = Number(adminPort || port || 3000)
  // With port 0 the system chose a port. Try each listening port.
  const ports = wanted === 0 ? listeningPorts() : [wanted]
  const answers = await Promise.all(ports.map((candidate) => isAlive(reachable(host), candidate)))
  if (!answers.includes(true)) fail(`/livez does not answer on port ${ports.join(', ')}`)
}

function fail(reason: string): void {
  process.stdout.write(`${reason}\n`)
  process.exitCode = 1
}

/** Listening on all addresses includes this one. */
function reachable(host: string): string {
  return host === '::' || host === '0.0.0.0' ? '127.0.0.1' : host
}

/** Not the global agent: with NODE_USE_ENV_PROXY it would use a proxy. */
function isAlive(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host, port, path: '/livez', agent: false, timeout: timeoutMs }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(false))
  })
}

await main(process.env)
