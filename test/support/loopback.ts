import { once } from 'node:events'
import { Server as HttpServer } from 'node:http'
import type { Server } from 'node:net'
import type { Test } from 'tap'

/** Listens on a free port of loopback until the test ends. Returns `http://127.0.0.1:…`. */
export async function listenOnLoopback(t: Test, server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    if (server instanceof HttpServer) server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a server on a pipe has no port')
  return `http://127.0.0.1:${address.port}`
}
