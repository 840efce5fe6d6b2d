import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServerResponse } from 'node:http'
import { logDefect } from '../observability/logger.ts'
import type { RequestSpan } from '../observability/tracing/tracer.ts'
import { Abandoned } from '../problems/failure.ts'
import type { OpenSource } from '../sources/open-sources.ts'
import type { CallContext, CallerTokens } from '../upstream/call-context.ts'
import type { Deadline } from '../upstream/deadline.ts'
import { readCallerTokens } from './caller-tokens.ts'
import { preferredLanguage } from './negotiate.ts'

/** What upstream calls depend on of a request. `sources` are those that the route may ask. */
export function toCallContext(reply: FastifyReply, sources: readonly OpenSource[]): CallContext {
  return new RequestContext(reply, readCallerTokens(reply.request.headers, sources))
}

class RequestContext implements CallContext {
  readonly requestId: string
  readonly language: string | null
  readonly callerTokens: CallerTokens
  readonly trace: RequestSpan | null
  private readonly request: FastifyRequest
  private readonly response: ServerResponse
  private deadlines: Deadline[] | null = null

  constructor({ request, raw }: FastifyReply, callerTokens: CallerTokens) {
    this.requestId = request.id
    this.language = preferredLanguage(request.headers)
    this.callerTokens = callerTokens
    this.trace = request.trace
    this.request = request
    this.response = raw
  }

  /** Not by Fastify's `request.signal`, which fires as soon as the body of a request was read. */
  endOnDisconnect(deadline: Deadline): void {
    if (this.deadlines === null) {
      this.deadlines = []
      this.response.on('close', () => this.disconnect())
    }
    // An export starts one after the other.
    if (this.deadlines.length > maxDeadlines) this.deadlines = this.deadlines.filter(({ ended }) => ended === null)
    this.deadlines.push(deadline)
    if (this.response.destroyed) this.disconnect()
  }

  onSource(source: string, durationMs: number): void {
    this.request.sourceTimings ??= []
    this.request.sourceTimings.push([source, durationMs])
  }

  onAge(ageMs: number): void {
    this.request.answerAgeMs = Math.max(this.request.answerAgeMs, ageMs)
  }

  onDefect(error: unknown): void {
    logDefect(this.request.log, this.requestId, error)
  }

  private disconnect(): void {
    for (const deadline of this.deadlines ?? []) {
      if (deadline.ended === null) deadline.end(new Abandoned('the caller disconnected'))
    }
  }
}

/** Beyond this number, only those that still run are kept. */
const maxDeadlines = 16
