import type { FastifyError } from 'fastify'
import type { FastifySchemaValidationError } from 'fastify/types/schema.js'
import type { HttpLimits } from '../limits.ts'
import { Failure, invalidRequest } from '../../problems/failure.ts'
import { mistakesIn } from './validation-mistakes.ts'

/** An error of Fastify, its body parser or its validator → a Failure. An unexpected one is `internal-error`. */
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
        'the request body and Content-Length differ in length',
        'must be as long as Content-Length says'
      )
    default:
      // A plugin that serves files refuses some paths with 403.
      if (statusCode === 403 || statusCode === 404)
        return new Failure('not-found', { detail: 'there is no such path; see /docs' })
      if (statusCode === 400) return new Failure('invalid-request', { detail: 'the request cannot be parsed' })
      return new Failure('internal-error', { detail: 'unexpected internal error', cause: error })
  }
}

function bodyMistake(detail: string, message = 'must be a JSON object'): Failure {
  return invalidRequest({ in: 'body', name: '', message }, detail)
}

function validationFailure(validation: FastifySchemaValidationError[], context: string | undefined): Failure {
  const place = context === 'querystring' ? 'query' : context === 'params' ? 'path' : 'body'
  const errors = mistakesIn(validation, place)
  const detail = errors.map(({ name, message }) => `${name || 'the request body'} ${message}`).join('; ')
  return new Failure('invalid-request', { detail: detail.slice(0, 500), errors })
}
