import { pino, type Logger } from 'pino'
import { LogOutput } from '../../src/observability/log-output.ts'

/** Settings of a peer, from `run.ts`. */
export interface PeerSettings {
  readonly port: number
  readonly upstream: string
  readonly path: string
  readonly appKey: string
  readonly appSecret: string
}

export function peerSettings(): PeerSettings {
  const { PORT, GATEWAY_BASE_URL: upstream = '', GATEWAY_APP_KEY: appKey = '' } = process.env
  const { GATEWAY_APP_SECRET: appSecret = '' } = process.env
  return { port: Number(PORT), upstream, path: '/user/account/thirdparty/query', appKey, appSecret }
}

/** Level info, in batches: peers log as cheaply as Rollcall, so that logging does not cause the difference. */
export function peerLogger(): Logger {
  return pino({ level: 'info' }, new LogOutput(1))
}
