/** A base URL may hold a path of its own; the operation's path is appended to it. */
export function pathBelow(baseUrl: string, path: string): string {
  const base = basePaths.get(baseUrl) ?? new URL(baseUrl).pathname.replace(/\/+$/, '')
  basePaths.set(baseUrl, base)
  return base + path
}

/** The path may carry a query of its own. */
export function withQuery(path: string, query: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${query}`
}

const basePaths = new Map<string, string>()
