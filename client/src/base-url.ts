import { pageUrl } from './page.ts'

/** The absolute URL of the service, without a trailing slash. Throws a TypeError that says what to set. */
export function absoluteUrl(baseUrl: string): string {
  if (typeof baseUrl !== 'string') throw new TypeError(`baseUrl is ${String(baseUrl)}: is its setting missing?`)
  const page = pageUrl()
  if (!/^https?:\/\//i.test(baseUrl)) {
    if (!/^(\/(?!\/)|$)/.test(baseUrl)) {
      throw new TypeError(`baseUrl must begin with http://, https:// or /, such as https://${example(baseUrl)}`)
    }
    if (page === undefined) {
      throw new TypeError(
        `baseUrl "${baseUrl}" needs a page. Outside a browser use a whole URL, such as http://127.0.0.1:3000`
      )
    }
  }
  const { origin, pathname, search, hash, username } = parse(baseUrl, page)
  if (search !== '' || hash !== '' || username !== '') {
    throw new TypeError(
      'baseUrl must not have a user name, a query or a fragment; send keys with the option apiKey or token'
    )
  }
  return origin + pathname.replace(/\/$/, '')
}

function parse(baseUrl: string, page: string | undefined): URL {
  try {
    return new URL(baseUrl, page)
  } catch {
    throw new TypeError('baseUrl is not a valid URL')
  }
}

function example(baseUrl: string): string {
  return /^[a-z\d][a-z\d.:-]*$/i.test(baseUrl) ? baseUrl : 'rollcall.example.com'
}
