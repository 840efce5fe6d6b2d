import type { App } from './app.ts'
import type { Config } from './config/config.ts'

/** Connections that wait to be accepted, at most, where the system allows as many: with Node's 511 a thousand at once wait a second. */
const backlog = 4096

/** Opens the service's ports. Returns the URL of the main one. Rejects when a port cannot be had. */
export async function listen({ server, admin }: App, { host, port, adminPort }: Config): Promise<string> {
  const url = await server.listen({ host, port, backlog })
  await admin?.listen({
    host,
    port: adminPort ?? 0,
    listenTextResolver: (address) => `Operations listening at ${address}`
  })
  return url
}
