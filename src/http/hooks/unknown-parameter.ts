import { nearest } from '../../edit-distance.ts'
import { isObject, type JsonObject } from '../../json.ts'

/** Names of parameters in other APIs → the name here. */
const synonyms: Readonly<Record<string, string>> = {
  pagesize: 'limit',
  perpage: 'limit',
  size: 'limit',
  count: 'limit',
  offset: 'cursor',
  skip: 'cursor',
  after: 'cursor',
  search: 'q',
  query: 'q',
  keyword: 'q',
  mobile: 'phone',
  mail: 'email'
}

/** Advice for an unknown parameter or member. `properties` are the schemas of the known ones. */
export function adviceFor(name: string, properties: JsonObject): string {
  const names = Object.keys(properties)
  const [, base = ''] = /^([^[\]]+)\[\w*\]$/.exec(name) ?? []
  const schema = properties[base]
  if (isObject(schema)) {
    return schema['type'] === 'array' ? `write ${base}=${exampleOf(schema)}` : `write ${base}=… without brackets`
  }
  const synonym = synonyms[name.toLowerCase().replaceAll(/[^a-z]/g, '')]
  const meant = nearest(name, names) ?? (synonym !== undefined && names.includes(synonym) ? synonym : null)
  if (meant !== null) return `did you mean ${meant}?`
  return names.length === 0 ? 'there are none' : `there are ${names.join(', ')}`
}

/** Two values of a list, as in a query string. */
function exampleOf({ items }: JsonObject): string {
  const values: unknown = isObject(items) ? items['enum'] : []
  return Array.isArray(values) ? values.slice(0, 2).join() : ''
}
