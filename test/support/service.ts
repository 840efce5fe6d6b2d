import { Writable } from 'node:stream'
import type { Test } from 'tap'
import type { Account } from '../../src/model/account.ts'
import type { AccountsPage } from '../../src/model/page.ts'
import { buildApp, type App } from '../../src/app.ts'
import { readConfig, type Environment } from '../../src/config/config.ts'
import { httpLimits, type HttpLimits } from '../../src/http/limits.ts'
import { listen } from '../../src/process/listen.ts'
import { createLogger } from '../../src/observability/logger.ts'
import type { Problem } from '../../src/model/problem.ts'
import { judgeBy, undocumented, type Judge } from './document.ts'
import { judgeAnswers } from './judge-answers.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator/src/simulator.ts'
import { registry as allSources } from '../../src/sources/registry.ts'
import { secretNames } from '../../src/sources/secret-names.ts'
import type { SourceDefinition } from '../../src/sources/source.ts'

export interface Service {
  readonly url: string
  readonly app: App
  /** Everything logged so far, at any level. */
  readonly log: () => string
  /** GET with a JSON answer. */
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Answer>
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

/** Any answer, typed as the page, account or problem that the test expects. */
type Body = AccountsPage & Omit<Problem, 'sources'> & Omit<Account, 'type' | 'source'>

export interface ServiceOptions {
  readonly environment?: Environment
  readonly registry?: readonly SourceDefinition[]
  readonly limits?: Partial<HttpLimits>
}

/** No rate limit and no load shedding: tests send many requests, on any machine. */
const unlimited: Environment = { RATE_LIMIT_MAX: '1000000', MAX_EVENT_LOOP_DELAY_MS: '0' }

/** Starts the service on its own socket, in front of `upstreamUrl`. It ends with the test. */
export async function startService(t: Test, upstreamUrl: string, options: ServiceOptions = {}): Promise<Service> {
  const registry = options.registry ?? allSources
  const config = readConfig(
    { ...sandboxSettings(upstreamUrl), ...unlimited, PORT: '0', LOG_LEVEL: 'trace', ...options.environment },
    registry
  )
  const lines: string[] = []
  const output = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    }
  })
  const limits = { ...httpLimits, ...options.limits }
  const logger = createLogger(config.logLevel, output, secretNames(registry))
  const app = await buildApp(config, { logger, registry, limits })
  judgeAnswers(app.server.server, await judgeOf(app, registry))
  const url = await listen(app, config)
  t.teardown(() => app.server.close())
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, init)
    const { status, headers } = response
    const body: Body = JSON.parse(await response.text())
    return { status, headers, body }
  }
  return {
    url,
    app,
    log: () => lines.join(''),
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, body, headers = {}) =>
      ask(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers }
      })
  }
}

/** The committed document describes every service with all sources and operations. Other services are checked by their own. */
async function judgeOf({ server }: App, registry: readonly SourceDefinition[]): Promise<Pick<Judge, 'undocumented'>> {
  const isUsual =
    registry === allSources &&
    server.publicPath === '' &&
    ['/accounts', '/accounts/lookup', '/livez'].every((url) => server.hasRoute({ method: 'GET', url }))
  return isUsual ? { undocumented } : judgeBy((await server.inject('/openapi.json')).body)
}

/** The service in front of a simulator; both end with the test. */
export async function startSandbox(
  t: Test,
  options: ServiceOptions & { readonly simulator?: SimulatorOptions } = {}
): Promise<Service & { readonly simulator: Simulator }> {
  const simulator = await startSimulator(options.simulator)
  t.teardown(() => simulator.close())
  return { ...(await startService(t, simulator.url, options)), simulator }
}
