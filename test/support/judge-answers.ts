import type { Server, ServerResponse } from 'node:http'
import type { Judge } from './document.ts'

/**
 * Checks every answer of this server against the document. A difference is thrown outside the server, and fails the running test.
 */
export function judgeAnswers(server: Server, { undocumented }: Pick<Judge, 'undocumented'>): void {
  server.prependListener('request', (request, response) => {
    const { method = '', url = '' } = request
    if (method === 'HEAD') return
    record(response, (headers, text) => {
      const type = headers.get('content-type') ?? ''
      const body: unknown = /^application\/([a-z]+\+)?json\b/.test(type) ? JSON.parse(text) : text
      const difference = undocumented(method, url, response.statusCode, type, body, headers.keys())
      if (difference !== null) process.nextTick(fail, difference)
    })
  })
}

function fail(difference: string): never {
  throw new Error(`an answer is not as documented: ${difference}`)
}

/** Calls `judge` with header fields (names in lower case) and body of an answer, after its last byte was written. */
function record(response: ServerResponse, judge: (headers: Map<string, string>, text: string) => void): void {
  const headers = new Map<string, string>()
  const chunks: Buffer[] = []
  const precede = (name: 'writeHead' | 'write' | 'end', first: (params: unknown[]) => void): void => {
    const own = response[name]
    const value = (...params: unknown[]): unknown => {
      first(params)
      return Reflect.apply(own, response, params)
    }
    Object.defineProperty(response, name, { value, writable: true, configurable: true })
  }
  const keep = ([chunk, encoding]: unknown[]): void => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk, encoding === 'latin1' ? 'latin1' : 'utf8'))
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
  }
  const keepHeaders = (fields: object): void => {
    for (const [name, value] of Object.entries(fields)) headers.set(name.toLowerCase(), String(value))
  }
  precede('writeHead', (params) => {
    for (const fields of params) if (typeof fields === 'object' && fields !== null) keepHeaders(fields)
  })
  precede('write', keep)
  precede('end', (params) => {
    keep(params)
    keepHeaders(response.getHeaders())
    judge(headers, Buffer.concat(chunks).toString('utf8'))
  })
}
