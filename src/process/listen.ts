import { getSystemErrorMessage } from 'node:util'
import type { App } from '../app.ts'
import type { Config } from '../config/config.ts'
import { usableHost } from './usable-host.ts'

/**
 * Max connections that wait to be accepted, if the system allows it. With Node's 511, a thousand simultaneous connections wait a
 * second.
 */
const backlog = 4096

/** Opens the service's ports. Returns the URL of the main one. If it cannot listen, it rejects with the name of the setting. */
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

/** The system's own message would contain the value of HOST. */
function reasonOf({ message, syscall, code, errno, port }: ListenError, { adminPort }: Config): string {
  if (errno === undefined) return message
  const isHost = port === undefined || code === 'EADDRNOTAVAIL'
  const setting = isHost ? 'HOST' : `${port === adminPort ? 'ADMIN_PORT' : 'PORT'} ${port}`
  return `${syscall} ${code}: ${getSystemErrorMessage(errno)} (${setting})`
}
