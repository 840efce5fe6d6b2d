import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Test } from 'tap'
import { listenOnLoopback } from './loopback.ts'

export interface PlayedRequest {
  readonly url: string
  readonly method: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** An upstream with answers from the test, for answers that no simulator sends. It ends with the test. */
export async function startUpstream(
  t: Test,
  answer: (request: PlayedRequest, response: ServerResponse) => void
): Promise<{ readonly url: string; readonly requests: PlayedRequest[] }> {
  const requests: PlayedRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const played = {
        url: request.url ?? '',
        method: request.method ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString()
      }
      requests.push(played)
      answer(played, response)
    })
  })
  return { url: await listenOnLoopback(t, server), requests }
}

/** Sends JSON text unchanged. */
export function sendJson(
  response: ServerResponse,
  text: string,
  status = 200,
  headers: Record<string, string> = {}
): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers })
  response.end(text)
}
