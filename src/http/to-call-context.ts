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

/** The call context of a request. `sources` are those that the route may read. */
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

  /** Fastify's `request.signal` cannot be used: it fires as soon as the request body was read. */
  endOnDisconnect(deadline: Deadline): void {
    if (this.deadlines === null) {
      this.deadlines = []
      this.response.on('close', () => this.disconnect())
    }
    // An export starts one deadline after the other.
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

/** Above this number, ended deadlines are removed. */
const maxDeadlines = 16
