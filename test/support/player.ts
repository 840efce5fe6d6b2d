import type { Test } from 'tap'
import { startService, type Answer, type Service, type ServiceOptions } from './service.ts'
import { pathOf } from './samples.ts'
import { plain } from './sources.ts'
import { startUpstream, type PlayedRequest } from './upstream.ts'

/** All parts of an upstream answer. */
export interface PlayedAnswer {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: string
}

export interface Player extends Service {
  /** The service's answer for one source if its upstream answers this. */
  readonly ask: (source: string, answer: PlayedAnswer, headers?: Record<string, string>) => Promise<Answer>
  readonly requests: PlayedRequest[]
}

/** A service in front of an upstream that answers with the given response. Both end with the test. */
export async function startPlayer(t: Test, options: ServiceOptions = {}): Promise<Player> {
  let next: PlayedAnswer = {}
  const upstream = await startUpstream(t, (_request, response) => {
    const { status = 200, headers = {}, body = '' } = next
    response.writeHead(status, headers).end(body)
  })
  const service = await startService(t, upstream.url, { ...options, environment: { ...plain, ...options.environment } })
  return {
    ...service,
    requests: upstream.requests,
    ask(source, answer, headers) {
      next = answer
      return service.get(pathOf(source), headers)
    }
  }
}

/** An envelope of the gateway, with HTTP 200. */
export function envelope(members: object): PlayedAnswer {
  return {
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify({ id: '1', ...members })
  }
}

/** The three forms of a refusal by the gateway. */
export const refusalStyles = {
  vpc: (status: number, code: string, message: string): PlayedAnswer => ({
    status,
    headers: { 'content-type': 'application/oct-stream', 'x-ca-error-code': code, 'x-ca-error-message': message }
  }),
  classic: (status: number, _code: string, message: string): PlayedAnswer => ({
    status,
    headers: { 'x-ca-error-message': message }
  }),
  json: (status: number, code: string, message: string): PlayedAnswer => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: /^\d+$/.test(code) ? Number(code) : code, message })
  })
} as const
