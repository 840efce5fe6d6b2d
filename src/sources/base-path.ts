/** A base URL may hold a path of its own; the operation's path is appended to it. */
export function pathBelow(baseUrl: string, path: string): string {
  const base = basePaths.get(baseUrl) ?? new URL(baseUrl).pathname.replace(/\/+$/, '')
  basePaths.set(baseUrl, base)
  return base + path
}

const basePaths = new Map<string, string>()
