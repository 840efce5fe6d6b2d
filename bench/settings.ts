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
