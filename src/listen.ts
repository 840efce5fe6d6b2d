import type { App } from './app.ts'
import type { Config } from './config/config.ts'

/** Opens the service's ports. Returns the URL of the main one. Rejects when a port cannot be had. */
export async function listen({ server, admin }: App, { host, port, adminPort }: Config): Promise<string> {
  const url = await server.listen({ host, port })
  await admin?.listen({
    host,
    port: adminPort ?? 0,
    listenTextResolver: (address) => `Operations listening at ${address}`
  })
  return url
}
