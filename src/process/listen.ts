import { getSystemErrorMessage } from 'node:util'
import type { App } from '../app.ts'
import type { Config } from '../config/config.ts'
import { usableHost } from './usable-host.ts'

/** Connections that wait to be accepted, at most, where the system allows as many: with Node's 511 a thousand at once wait a second. */
const backlog = 4096

/** Opens the service's ports. Returns the URL of the main one. Rejects with the name of the setting if it cannot listen. */
export async function listen(app: App, config: Config): Promise<string> {
  return open(app, config).catch((error: ListenError) => {
    throw new Error(reasonOf(error, config), { cause: error })
  })
}

async function open({ server, admin }: App, { host: wanted, port, adminPort }: Config): Promise<string> {
  const host = await usableHost(wanted)
  const url = await server.listen({ host, port, backlog })
  await admin?.listen({
    host,
    port: adminPort ?? 0,
    listenTextResolver: (address) => `Operations listening at ${address}`
  })
  return url
}

interface ListenError extends NodeJS.ErrnoException {
  readonly port?: number
}

/** The system's own message would show the value of HOST. */
function reasonOf({ message, syscall, code, errno, port }: ListenError, { adminPort }: Config): string {
  if (errno === undefined) return message
  const isHost = port === undefined || code === 'EADDRNOTAVAIL'
  const setting = isHost ? 'HOST' : `${port === adminPort ? 'ADMIN_PORT' : 'PORT'} ${port}`
  return `${syscall} ${code}: ${getSystemErrorMessage(errno)} (${setting})`
}
