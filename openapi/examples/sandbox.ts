import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { buildApp, type App } from '../../src/app.ts'
import { hashOfKey } from '../../src/callers/api-key.ts'
import type { KeyEntry } from '../../src/callers/key-entry.ts'
import { readConfig } from '../../src/config/config.ts'
import { createLogger } from '../../src/observability/logger.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { startSimulator, type Simulator } from '../../simulator/src/simulator.ts'
import { registry } from '../../src/sources/registry.ts'

export interface Sandbox extends AsyncDisposable {
  readonly app: App
  readonly url: string
  readonly simulator: Simulator
}

/** The service with every source enabled, in front of the simulator. The document is generated from it. */
export async function openSandbox(environment: Record<string, string> = {}): Promise<Sandbox> {
  const simulator = await startSimulator()
  const config = readConfig(
    {
      ...sandboxSettings(simulator.url),
      // Answers must not depend on the speed of the machine.
      MAX_EVENT_LOOP_DELAY_MS: '0',
      // The explorer is generated after the document.
      EXPLORER: 'off',
      ...environment
    },
    registry
  )
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const app = await buildApp(config, { logger: createLogger('silent', silent, []), registry })
  const url = await app.server.listen({ host: '127.0.0.1', port: 0 })
  return {
    app,
    url,
    simulator,
    async [Symbol.asyncDispose]() {
      await app.server.close()
      await simulator.close()
    }
  }
}

/** A sandbox that accepts one key, with this entry. The service keeps the key even if its file is deleted. */
export async function openGuarded(key: string, entry: Omit<KeyEntry, 'name' | 'sha256'>): Promise<Sandbox> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
  const file = join(folder, 'keys.json')
  writeFileSync(file, JSON.stringify({ keys: [{ name: 'web', sha256: hashOfKey(key), ...entry }] }))
  try {
    return await openSandbox({ AUTH_MODE: 'api-key', API_KEYS_FILE: file })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Blocks the event loop repeatedly, until the returned function is called. */
export function keepBusy(): () => void {
  const timer = setInterval(() => {
    const end = performance.now() + 50
    while (performance.now() < end);
  }, 1)
  return () => clearInterval(timer)
}
