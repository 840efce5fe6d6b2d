import type { IncomingMessage } from 'node:http'

/** Far more than any request of the upstreams' documents needs. */
const maxBodyBytes = 1024 * 1024

/**
 * The request's body, or undefined when it is longer than `maxBodyBytes`. What exceeds it is read and discarded:
 * a client that is still sending would otherwise see a broken connection in place of the answer.
 * Rejects when the client leaves before the end.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes <= maxBodyBytes) chunks.push(part)
    else chunks.length = 0
  }
  return bytes <= maxBodyBytes ? Buffer.concat(chunks) : undefined
}
