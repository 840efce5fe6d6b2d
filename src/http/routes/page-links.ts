import type { AccountsPage } from '../../model/page.ts'

/**
 * The `Link` field (RFC 8288) of a page: `next` if there is one. With page numbers also `first`, `prev` and, if the total is
 * known, `last`. Targets repeat the request's own query. Null if there is no link.
 */
export function pageLinks(url: string, { limit, number, total, nextCursor }: AccountsPage['page']): string | null {
  if (number === null && nextCursor === null) return null
  const target = withoutPosition(url)
  if (number === null) return `<${target}cursor=${nextCursor}>; rel="next"`
  let links = `<${target}page=1>; rel="first"`
  if (number > 1) links += `, <${target}page=${number - 1}>; rel="prev"`
  if (nextCursor !== null) links += `, <${target}page=${number + 1}>; rel="next"`
  if (total !== null) links += `, <${target}page=${Math.max(1, Math.ceil(total / limit))}>; rel="last"`
  return links
}

/** Characters that a request target may contain and a link may not (RFC 3986). Node gives the bytes as Latin-1. */
const notInLink = /[^\x21-\x7e]|[<>"^`{|}\\]/g

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`
}

/** The request target as sent, without `page` and `cursor`. */
function withoutPosition(url: string): string {
  // Targets that are not percent-encoded were refused before.
  const place = url.includes('?') ? url.indexOf('?') : url.length
  const [path, query] = [url.slice(0, place), url.slice(place + 1)]
  const others = query.split('&').filter((part) => part !== '' && !isPosition(part))
  return [`${path}?`, ...others.map((part) => `${part}&`)].join('').replaceAll(notInLink, percentEncoded)
}

function isPosition(part: string): boolean {
  return /^(?:page|cursor)=/.test(part.includes('%') ? decodeURIComponent(part) : part)
}
