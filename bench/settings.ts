import { sandboxSettings } from '../simulator/src/sandbox-settings.ts'
import type { Server } from './measure.ts'

/** The environment of Rollcall; the peers read as much of it as they need. */
export function settings({ url }: Server): Record<string, string> {
  return {
    LOG_LEVEL: 'info',
    GATEWAY_BASE_URL: url,
    GATEWAY_APP_KEY: 'bench',
    GATEWAY_APP_SECRET: 'bench-secret',
    RATE_LIMIT_MAX: '1000000'
  }
}

/** The environment of Rollcall in front of a simulator, for measures in which the machine has more to do than to answer. */
export function simulatorSettings({ url }: Server): Record<string, string> {
  return {
    ...sandboxSettings(url),
    RATE_LIMIT_MAX: '1000000',
    // Whatever else the machine does may hold the process up.
    MAX_EVENT_LOOP_DELAY_MS: '0'
  }
}
