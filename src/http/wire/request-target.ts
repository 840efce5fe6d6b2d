/** Max characters of a request target. */
export const maxTargetLength = 8192

/** The path of a request target: no query, and of an absolute one (RFC 9112, 3.2.2) no scheme and host. */
export function pathOf(target: string): string {
  return originForm(target).split(/[?#]/, 1).join()
}

/** A request target as it looks in a request to its own server. */
function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const rest = target.replace(/^https?:\/\/[^/?#]*/i, '')
  return rest === target || rest.startsWith('/') ? rest : `/${rest}`
}

/** Some path that nothing is served under. */
const nowhere = '/%25'

/**
 * The target that a route is looked up for, for `rewriteUrl`. Paths that cannot be decoded go the way of unknown ones: Fastify would
 * answer them by itself, past the rate limit and all other hooks.
 */
export function routableUrl(target: string): string {
  const url = originForm(target)
  return isPercentEncoded(url) || isPercentEncoded(pathOf(url)) ? url : nowhere
}

/** Whether it can be decoded, as UTF-8. */
export function isPercentEncoded(url: string): boolean {
  if (!url.includes('%')) return true
  try {
    decodeURIComponent(url)
    return true
  } catch {
    return false
  }
}
