import type { ServerResponse } from 'node:http'

/** A whole answer, ready to be written, or to be cut off in the middle by a fault. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** As the gateway writes it, the case and the missing blank included. */
export const jsonType = 'application/json;charset=UTF-8'

/** A JSON answer of the simulator's own routes. */
export function jsonReply(status: number, value: unknown): Reply {
  return { status, headers: { 'content-type': jsonType }, text: JSON.stringify(value) }
}

/** Writes the whole answer; Node works out its length. */
export function sendReply(response: ServerResponse, { status, headers, text }: Reply): void {
  response.writeHead(status, headers)
  response.end(text)
}
