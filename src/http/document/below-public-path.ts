import { isObject } from '../../json.ts'

/** A copy of a part of the document. Problem types, and links in examples of `Link`, are below the public path. */
export function belowPublicPath(part: unknown, publicPath: string): unknown {
  return publicPath === '' ? part : moved(part, '', publicPath)
}

/** `name`: of the member; for the items of a list, of the list. */
function moved(part: unknown, name: string, publicPath: string): unknown {
  if (Array.isArray(part)) return part.map((item: unknown) => moved(item, name, publicPath))
  if (isObject(part)) {
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, moved(value, key, publicPath)]))
  }
  if (typeof part !== 'string') return part
  const isType = (name === 'type' || name === 'enum') && part.startsWith('/problems/')
  if (isType) return publicPath + part
  return part.startsWith('</accounts') ? part.replaceAll('</accounts', `<${publicPath}/accounts`) : part
}
