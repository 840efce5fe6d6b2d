import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { Failure } from '../problems/failure.ts'

/** Reads JSON bodies as RFC 8259 has them: in UTF-8, each member of an object once. Anything else is a Failure. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    if (!isUtf8(bytes)) return done(notUtf8())
    const text = bytes.toString()
    return parse(request, text, (error, value) => {
      const name = error === null ? repeatedMember(text) : null
      if (name === null) done(error, value)
      else done(givenTwice(name))
    })
  })
}

function notUtf8(): Failure {
  return new Failure('invalid-request', {
    detail: 'the request body is not UTF-8',
    errors: [{ in: 'body', name: '', message: 'must be UTF-8' }]
  })
}

function givenTwice(name: string): Failure {
  const shown = name.slice(0, 100)
  return new Failure('invalid-request', {
    detail: `${shown} is given twice`,
    errors: [{ in: 'body', name: shown, message: 'is given twice' }]
  })
}

/** Strings, those before a colon with it, and what opens, parts and closes. */
const tokens = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}[\],]/g

interface Open {
  /** The names that were there; null in an array. */
  readonly names: Set<string> | null
  at: string | number
}

/** Where JSON has a member for the second time, such as `keys.0.phone`; null when nowhere. `json` is known to be valid. */
export function repeatedMember(json: string): string | null {
  const open: Open[] = []
  for (const [token, string = '', colon] of json.matchAll(tokens)) {
    const inner = open.at(-1)
    if (token === '{') open.push({ names: new Set(), at: '' })
    else if (token === '[') open.push({ names: null, at: 0 })
    else if (token === '}' || token === ']') open.pop()
    else if (token === ',') step(inner)
    else if (colon !== undefined && inner?.names) {
      const name: string = JSON.parse(`"${string}"`)
      inner.at = name
      if (inner.names.has(name)) return open.map(({ at }) => at).join('.')
      inner.names.add(name)
    }
  }
  return null
}

function step(inner: Open | undefined): void {
  if (typeof inner?.at === 'number') inner.at++
}
