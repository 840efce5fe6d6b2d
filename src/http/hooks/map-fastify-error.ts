import type { FastifyError } from 'fastify'
import type { FastifySchemaValidationError } from 'fastify/types/schema.js'
import type { HttpLimits } from '../limits.ts'
import type { RequestMistake } from '../../model/problem.ts'
import { Failure, invalidRequest } from '../../problems/failure.ts'

/** An error of Fastify, of its body parser or of its validator → ours. An unforeseen one is `internal-error`. */
export function mapFastifyError(error: FastifyError, { maxBodyBytes }: Pick<HttpLimits, 'maxBodyBytes'>): Failure {
  const { code, statusCode, validation, validationContext } = error
  if (validation !== undefined) return validationFailure(validation, validationContext)
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Failure('payload-too-large', {
        detail: `the request body is larger than ${maxBodyBytes} bytes`
      })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Failure('unsupported-media-type', { detail: 'the request body must be application/json' })
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return bodyMistake('the request body is empty')
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return bodyMistake('the request body is not valid JSON')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return bodyMistake(
        'the request body is not as long as Content-Length says',
        'must be as long as Content-Length says'
      )
    default:
      // A plugin that serves files refuses some paths with 403.
      if (statusCode === 403 || statusCode === 404)
        return new Failure('not-found', { detail: 'nothing is served under this path' })
      if (statusCode === 400) return new Failure('invalid-request', { detail: 'the request could not be read' })
      return new Failure('internal-error', { detail: 'the service failed in a way it does not know', cause: error })
  }
}

function bodyMistake(detail: string, message = 'must be a JSON object'): Failure {
  return invalidRequest({ in: 'body', name: '', message }, detail)
}

function validationFailure(validation: FastifySchemaValidationError[], context: string | undefined): Failure {
  const place = context === 'querystring' ? 'query' : context === 'params' ? 'path' : 'body'
  const errors = validation.map((mistake) => toMistake(mistake, place))
  const detail = errors.map(({ name, message }) => `${name} ${message}`.trim()).join('; ')
  return new Failure('invalid-request', { detail: detail.slice(0, 500), errors })
}

function toMistake(
  { keyword, params, instancePath, message = 'is not valid' }: FastifySchemaValidationError,
  place: RequestMistake['in']
) {
  const path = instancePath.slice(1).replaceAll('/', '.')
  const member: unknown = params['additionalProperty'] ?? params['missingProperty']
  const name = typeof member !== 'string' ? path : [path, member.slice(0, 100)].filter((part) => part !== '').join('.')
  return {
    in: place,
    name: place === 'query' ? name.replace(/\.\d+$/, '') : name,
    message: messageOf(keyword, params, message)
  }
}

function messageOf(keyword: string, params: Record<string, unknown>, message: string): string {
  switch (keyword) {
    case 'additionalProperties':
      return 'is not a parameter of this operation'
    case 'required':
      return 'is missing'
    case 'enum': {
      const values = params['allowedValues']
      return `must be one of ${Array.isArray(values) ? values.join(', ') : ''}`
    }
    case 'pattern':
      return 'must not be blank'
    default:
      return message
  }
}
