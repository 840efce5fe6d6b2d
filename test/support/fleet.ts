import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Test } from 'tap'
import { startSimulator, type Simulator } from '../../simulator/src/simulator.ts'
import { startChild, unmeasured, type Child } from './child.ts'
import { startNginx, withoutNginx } from './nginx.ts'
import { freePort, startRedis, withoutRedis } from './redis.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'

interface Instance extends Child {
  readonly url: string
  readonly adminUrl: string
}

/** Three instances that share one Redis, behind nginx with `deploy/nginx.conf`, in front of one simulator. */
export interface Fleet {
  /** URL of nginx. */
  readonly url: string
  readonly simulator: Simulator
  readonly redisUrl: string
  readonly instances: Instance[]
  /** Ends an instance with a signal, and returns its exit code. */
  stop(place: number, signal: NodeJS.Signals): Promise<number>
  /** Restarts it at the same address. */
  start(place: number): Promise<void>
  /** The log of nginx. */
  log(): string
}

/** Why the fleet cannot run; false if it can. In continuous integration its tests never skip. */
export const withoutFleet =
  withoutRedis || (process.platform !== 'linux' && 'needs several addresses on loopback') || withoutNginx

/** Starts the fleet. It ends with the test. */
export async function startFleet(t: Test, environment: Record<string, string>): Promise<Fleet> {
  const simulator = await startSimulator()
  t.teardown(() => simulator.close())
  const { url: redisUrl } = await startRedis(t)
  const settings = {
    ...sandboxSettings(simulator.url),
    TRUST_PROXY: '1',
    REDIS_URL: redisUrl,
    ...environment
  }
  const startAt = async (port: number): Promise<Instance> => {
    const child = startChild(t, 'src/server.ts', {
      ...unmeasured,
      ...settings,
      PORT: String(port),
      ADMIN_PORT: '0'
    })
    const died = once(child.process, 'exit').then(() => Promise.reject(new Error(child.output())))
    const listens = Promise.all([
      child.said(/Server listening at http:\/\/127\.0\.0\.1:\d+/),
      child.said(/Operations listening at http:\/\/127\.0\.0\.1:\d+/)
    ])
    const [url, adminUrl] = (await Promise.race([listens, died])).map((line) => line.replace(/^.* /, ''))
    died.catch(() => {})
    return { ...child, url: url ?? '', adminUrl: adminUrl ?? '' }
  }
  const ports = [await freePort(), await freePort(), await freePort()]
  const instances = await Promise.all(ports.map(startAt))
  const balancer = await startBalancer(
    t,
    instances.map(({ url }) => url)
  )
  return {
    ...balancer,
    simulator,
    redisUrl,
    instances,
    async stop(place, signal) {
      const instance = instances[place]
      if (instance === undefined || instance.process.exitCode !== null) throw new Error(instance?.output())
      instance.process.kill(signal)
      const [code] = await once(instance.process, 'exit')
      return code
    },
    async start(place) {
      instances[place] = await startAt(ports[place] ?? 0)
    }
  }
}

/** nginx with the committed settings, except for addresses and paths. */
async function startBalancer(t: Test, instances: readonly string[]): Promise<Pick<Fleet, 'url' | 'log'>> {
  const folder = t.testdir()
  const url = `http://127.0.0.1:${await freePort()}`
  const settings = readFileSync(new URL('../../deploy/nginx.conf', import.meta.url), 'utf8')
    .replace('listen 8080', `listen ${new URL(url).host}`)
    .replaceAll(/rollcall-(\d):3000 resolve/g, (_name, number) => new URL(instances[number - 1] ?? '').host)
    // Addresses need no DNS, and nginx before 1.27.3 does not support `resolve`.
    .replace(/^ *resolver .*\n/m, '')
    .replaceAll('/tmp/', `${folder}/`)
    .replace('/dev/stdout', `${folder}/access.log`)
  const nginx = await startNginx(t, { folder, settings, readyUrl: `${url}/problems` })
  return { url, log: () => readFileSync(`${folder}/access.log`, 'utf8') + nginx.output() }
}
