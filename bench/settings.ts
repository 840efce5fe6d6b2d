import { sandboxSettings } from '../simulator/src/sandbox-settings.ts'
import type { Server } from './measure.ts'

/** The environment of Rollcall. The peers read the parts that they need. */
export function settings({ url }: Server): Record<string, string> {
  return {
    LOG_LEVEL: 'info',
    GATEWAY_BASE_URL: url,
    GATEWAY_APP_KEY: 'bench',
    GATEWAY_APP_SECRET: 'bench-secret',
    RATE_LIMIT_MAX: '1000000'
  }
}

/** The environment of Rollcall in front of a simulator, for measurements on a busy machine. */
export function simulatorSettings({ url }: Server): Record<string, string> {
  return {
    ...sandboxSettings(url),
    RATE_LIMIT_MAX: '1000000',
    // Other work on the machine may delay the process.
    MAX_EVENT_LOOP_DELAY_MS: '0'
  }
}
