import type { FastifySchemaValidationError } from 'fastify/types/schema.js'
import { nearest } from '../../edit-distance.ts'
import { isObject, type JsonObject } from '../../json.ts'
import type { RequestMistake } from '../../model/problem.ts'
import { validationSentence } from '../../problems/validation-sentence.ts'
import { adviceFor } from './unknown-parameter.ts'

/**
 * Errors of the validator (Ajv, with its option `verbose`) → mistakes without duplicates. Each message completes a sentence after
 * its name.
 */
export function mistakesIn(
  validation: readonly FastifySchemaValidationError[],
  place: RequestMistake['in']
): RequestMistake[] {
  const mistakes = new Map<string, RequestMistake>()
  for (const error of validation.slice(0, maxMistakes)) {
    if (isBeside(error)) continue
    const mistake = toMistake(error, place)
    mistakes.set(`${mistake.name} ${mistake.message}`, mistake)
  }
  return [...mistakes.values()]
}

/** Max mistakes to convert. Each takes time, and a body may have thousands. */
const maxMistakes = 100

/** For `oneOf`, only the fact that no alternative matches is reported. If the value is no object, only that is reported. */
function isBeside(error: FastifySchemaValidationError): boolean {
  return /\/oneOf\/\d+\//.test(error.schemaPath) || (error.keyword === 'oneOf' && !isObject(verbose(error)['data']))
}

function toMistake(error: FastifySchemaValidationError, place: RequestMistake['in']): RequestMistake {
  const { keyword, params, instancePath } = error
  const path = instancePath.slice(1).replaceAll('/', '.')
  const member =
    keyword === 'dependencies' ? params['property'] : (params['additionalProperty'] ?? params['missingProperty'])
  const name = typeof member !== 'string' ? path : [path, member.slice(0, 100)].filter((part) => part !== '').join('.')
  return {
    in: place,
    name: place === 'query' ? name.replace(/\.\d+$/, '') : name,
    message: messageOf(error, place)
  }
}

function messageOf(error: FastifySchemaValidationError, place: RequestMistake['in']): string {
  const { keyword, params } = error
  switch (keyword) {
    case 'additionalProperties': {
      const what = place === 'body' ? 'is not a member of this body' : 'is not a parameter of this operation'
      return `${what}; ${adviceFor(String(params['additionalProperty']), objectIn(schemaOf(error), 'properties'))}`
    }
    case 'dependencies':
      return `is only allowed with ${String(params['missingProperty'])}`
    case 'oneOf':
      return 'must have exactly one of phone, email and loginId'
    case 'enum':
      return validationSentence(error) + suggestion(params['allowedValues'], verbose(error)['data'])
    case 'type':
      return validationSentence(error) + exampleOf(schemaOf(error))
    default:
      return validationSentence(error)
  }
}

function suggestion(values: unknown, given: unknown): string {
  const meant = typeof given === 'string' && Array.isArray(values) ? nearest(given, values.map(String)) : null
  return meant === null ? '' : `; did you mean ${meant}?`
}

/** An example for lists and objects. For text and numbers the sentence is enough. */
function exampleOf({ examples }: JsonObject): string {
  const [example]: unknown[] = Array.isArray(examples) ? examples : []
  return typeof example === 'object' ? `, such as ${JSON.stringify(example)}` : ''
}

/** Ajv's option `verbose` adds the failed schema and the value. */
function verbose(error: object): JsonObject {
  return isObject(error) ? error : {}
}

function schemaOf(error: object): JsonObject {
  return objectIn(verbose(error), 'parentSchema')
}

function objectIn(object: JsonObject, name: string): JsonObject {
  const value = object[name]
  return isObject(value) ? value : {}
}
