const segments = /^(?:\/(?!\.{1,2}(?:\/|$))(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+)*\/?$/

/** The path below which a proxy mounts the service, without a trailing slash; empty for the root. */
export function readPublicPath(value: string | undefined, mistakes: string[]): string {
  if (value === undefined) return ''
  if (!value.startsWith('/') || !segments.test(value)) {
    mistakes.push('PUBLIC_PATH must be a path such as /rollcall: no host, no query, no empty segment, no . or ..')
    return ''
  }
  return value.replace(/\/$/, '')
}
