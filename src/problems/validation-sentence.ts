/** The parts of an Ajv error that its sentence needs. */
export interface ValidationError {
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
}

const types: Readonly<Record<string, string>> = {
  integer: 'must be a whole number',
  number: 'must be a number',
  boolean: 'must be true or false',
  string: 'must be a string',
  array: 'must be a list',
  object: 'must be a JSON object',
  'integer,object': 'must be a whole number or a JSON object'
}

/** The mistake in a value, as the end of a sentence that begins with its name. */
export function validationSentence({ keyword, params: { type, limit, allowedValues } }: ValidationError): string {
  switch (keyword) {
    case 'type':
      return types[String(type)] ?? notValid
    case 'enum':
      return `must be one of ${Array.isArray(allowedValues) ? allowedValues.join(', ') : ''}`
    case 'minimum':
      return `must be >= ${String(limit)}`
    case 'maximum':
      return `must be <= ${String(limit)}`
    case 'maxLength':
      return `must have at most ${String(limit)} characters`
    case 'maxItems':
      return `must have at most ${String(limit)} items`
    case 'minItems':
      return 'must have at least one item'
    case 'uniqueItems':
      return 'must not contain an item twice'
    case 'minLength':
    case 'pattern':
      return 'must not be empty or blank'
    case 'required':
      return 'is missing'
    default:
      return notValid
  }
}

const notValid = 'is not valid'
