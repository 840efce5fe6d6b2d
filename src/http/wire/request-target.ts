/** Max characters of a request target. */
export const maxTargetLength = 8192

/** The path of a request target: without query and, for an absolute target (RFC 9112, 3.2.2), without scheme and host. */
export function pathOf(target: string): string {
  return originForm(target).split(/[?#]/, 1).join()
}

/** A request target in origin form. */
function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const rest = target.replace(/^https?:\/\/[^/?#]*/i, '')
  return rest === target || rest.startsWith('/') ? rest : `/${rest}`
}

/** A path without a route. */
const nowhere = '/%25'

/**
 * The target for the router (`rewriteUrl`). Undecodable paths become an unknown path: Fastify would answer them itself, without
 * the rate limit and the other hooks.
 */
export function routableUrl(target: string): string {
  const url = originForm(target)
  return isPercentEncoded(url) || isPercentEncoded(pathOf(url)) ? url : nowhere
}

/** Whether it decodes as UTF-8. */
export function isPercentEncoded(url: string): boolean {
  if (!url.includes('%')) return true
  try {
    decodeURIComponent(url)
    return true
  } catch {
    return false
  }
}
