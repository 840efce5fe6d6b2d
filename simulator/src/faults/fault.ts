import { validateHeaderName, validateHeaderValue } from 'node:http'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'

/**
 * A fault of one upstream: `delay` (`ms`, then the real answer), `hang` (no answer), `reset` (TCP reset before any byte), `http`
 * (`status`, `headers`, `body`), `envelope` (HTTP 200 with `code`, `message`, `localizedMsg`; on iam Code and Msg), `body` (HTTP
 * 200 with any `text` and `contentType`), `truncate` (half of the real answer), `oversize` (at least `bytes`), `throttle`
 * (`shape` 429, or 403 behind the gateway; `retryAfter` in seconds), `total-drift` (`by` more in the total), `short-page` (`by`
 * fewer rows per page), `omit` (`keys` left out at any depth). All with `times`, the number of answers; without it, until the
 * fault is cleared. total-drift and short-page do not affect identity, which has no list.
 */
export type Fault = Static<typeof anyFault>

/** An invalid fault. The message tells the caller what is wrong. */
export class FaultRejected extends Error {}

interface Throttling {
  readonly throttleShapes: readonly (429 | 403)[]
}

/** The value as a fault of an upstream that throttles in these shapes. Throws FaultRejected. */
export function readFault({ throttleShapes }: Throttling, value: unknown): Fault {
  if (!faultChecker.Check(value)) throw new FaultRejected(mistakeIn(value))
  if (value.kind === 'throttle' && !throttleShapes.includes(value.shape ?? 429)) {
    throw new FaultRejected(`/shape ${value.shape} is for the upstreams behind the gateway`)
  }
  if (value.kind === 'http') checkHeaders(value.headers ?? {})
  if (value.kind === 'body') checkHeaders({ 'content-type': value.contentType ?? '' })
  return value
}

// One schema per kind, so that a message describes that kind.
const anyFault = Type.Union([
  kind('delay', { ms: Type.Integer({ minimum: 0, maximum: 3_600_000 }) }),
  kind('hang', {}),
  kind('reset', {}),
  kind('http', {
    status: Type.Integer({ minimum: 200, maximum: 599 }),
    headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    body: Type.Optional(Type.String())
  }),
  kind('envelope', {
    code: Type.Union([Type.Integer(), Type.String()]),
    message: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    localizedMsg: Type.Optional(Type.Union([Type.String(), Type.Null()]))
  }),
  kind('body', { text: Type.String(), contentType: Type.Optional(Type.String()) }),
  kind('truncate', {}),
  kind('oversize', { bytes: Type.Integer({ minimum: 1, maximum: 1_073_741_824 }) }),
  kind('throttle', {
    shape: Type.Optional(Type.Union([Type.Literal(429), Type.Literal(403)])),
    retryAfter: Type.Optional(Type.Integer({ minimum: 0 }))
  }),
  kind('total-drift', { by: Type.Integer() }),
  kind('short-page', { by: Type.Integer({ minimum: 1 }) }),
  kind('omit', { keys: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }) })
])

/** The names of all kinds. */
export const faultKinds: readonly Fault['kind'][] = anyFault.anyOf.map(({ properties }) => properties.kind.const)

const faultChecker = Compile(anyFault)

function kind<const Kind extends string, Members extends Record<string, Type.TSchema>>(name: Kind, members: Members) {
  const times = Type.Optional(Type.Integer({ minimum: 1 }))
  return Type.Object({ kind: Type.Literal(name), ...members, times }, { additionalProperties: false })
}

function mistakeIn(value: unknown): string {
  const schema = anyFault.anyOf.find(({ properties }) => properties.kind.const === kindOf(value))
  if (schema === undefined) return `kind must be one of ${faultKinds.join(', ')}`
  const [mistake] = Value.Errors(schema, value)
  return `${mistake?.instancePath} ${mistake?.message}`
}

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined
}

/** Checks headers when the fault is set: Node would refuse to write invalid ones later. */
function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    } catch {
      throw new FaultRejected(`${JSON.stringify(name)} cannot be sent as a header with this value`)
    }
  }
}
