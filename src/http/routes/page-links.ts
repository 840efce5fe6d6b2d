import type { AccountsPage } from '../../model/page.ts'

/**
 * The `Link` field (RFC 8288) of a page: `next` while there is one; with page numbers also `first`, `prev` and, where the
 * total is known, `last`. Targets repeat the request's own query. Null when there is nothing to link to.
 */
export function pageLinks(url: string, { limit, number, total, nextCursor }: AccountsPage['page']): string | null {
  const links: string[] = []
  const link = (rel: string, name: 'page' | 'cursor', value: string | number): void => {
    links.push(`<${withParameter(url, name, value)}>; rel="${rel}"`)
  }
  if (number === null) {
    if (nextCursor !== null) link('next', 'cursor', nextCursor)
  } else {
    link('first', 'page', 1)
    if (number > 1) link('prev', 'page', number - 1)
    if (nextCursor !== null) link('next', 'page', number + 1)
    if (total !== null) link('last', 'page', Math.max(1, Math.ceil(total / limit)))
  }
  return links.length === 0 ? null : links.join(', ')
}

/** What a request target may hold on the wire and a link may not (RFC 3986); Node gives the bytes as Latin-1. */
const notInLink = /[^\x21-\x7e]|[<>"^`{|}\\]/g

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`
}

/** The request's own target, as the caller wrote it, with one of the two parameters in place of both. */
function withParameter(url: string, name: 'page' | 'cursor', value: string | number): string {
  // What is not percent-encoded was refused before.
  const place = url.includes('?') ? url.indexOf('?') : url.length
  const [path, query] = [url.slice(0, place), url.slice(place + 1)]
  const others = query.split('&').filter((part) => part !== '' && !/^(?:page|cursor)=/.test(decodeURIComponent(part)))
  return `${path}?${[...others, `${name}=${value}`].join('&')}`.replaceAll(notInLink, percentEncoded)
}
