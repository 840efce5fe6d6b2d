import type { paths } from './schema.d.ts'

/** A path of the document, with any text in place of a path parameter. */
type Path = Filled<keyof paths>
type Filled<Template> = Template extends `${infer Start}/{${string}}` ? `${Start}/${string}` : Template

/** A path, or a path with a query string. */
export type Target = Path | `${Path}?${string}`

/** The path with its query string, serialised as the document says: a list is one parameter, separated by commas. */
export function withQuery(path: Path, query: object): Target {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text === '' ? path : `${path}?${text.replaceAll('%2C', ',')}`
}
