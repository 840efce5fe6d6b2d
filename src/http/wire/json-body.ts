import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { invalidRequest, type Failure } from '../../problems/failure.ts'
import { findDuplicateKey } from '../../json.ts'

/** Reads JSON bodies (RFC 8259): UTF-8, without duplicate members. Anything else is a Failure. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    if (!isUtf8(bytes)) return done(notUtf8())
    const text = bytes.toString()
    return parse(request, text, (error, value) => {
      const failure = error === null ? duplicateIn(text) : isJson(text) ? forbiddenMember() : error
      if (failure === null) done(null, value)
      else done(failure)
    })
  })
}

function duplicateIn(text: string): Failure | null {
  const name = findDuplicateKey(text)
  return name === null ? null : invalidRequest({ in: 'body', name: name.slice(0, 100), message: 'is duplicated' })
}

/** Whether a text that Fastify refuses is JSON. Then it has a member that could change the prototype of objects. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''))
    return true
  } catch {
    return false
  }
}

function forbiddenMember(): Failure {
  const mistake = { in: 'body', name: '', message: 'must not contain __proto__ or constructor' } as const
  return invalidRequest(mistake, 'the request body must not contain __proto__ or constructor')
}

function notUtf8(): Failure {
  return invalidRequest({ in: 'body', name: '', message: 'must be UTF-8' }, 'the request body is not UTF-8')
}
