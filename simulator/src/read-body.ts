import type { IncomingMessage } from 'node:http'

/** Far more than any documented request needs. */
const maxBodyBytes = 1024 * 1024

/**
 * The request's body; undefined if it exceeds `maxBodyBytes`. The excess is read and discarded, because a client that is still
 * sending would see a broken connection instead of the answer. Rejects if the client disconnects before the end.
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
