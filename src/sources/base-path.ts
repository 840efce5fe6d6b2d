/** A base URL may have a path. The operation's path is appended to it. */
export function pathBelow(baseUrl: string, path: string): string {
  const base = basePaths.get(baseUrl) ?? new URL(baseUrl).pathname.replace(/\/+$/, '')
  basePaths.set(baseUrl, base)
  return base + path
}

/** The path may have a query. */
export function withQuery(path: string, query: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${query}`
}

const basePaths = new Map<string, string>()
