const prefix = '#/accounts/'

/** The fragment of an account's own address. It holds the id only, which is no personal data. */
export function toAddress(id: string): string {
  return prefix + encodeURIComponent(id).replaceAll('%3A', ':')
}

/** The id in the fragment of an account's address; null for any other fragment. */
export function idInAddress(fragment: string): string | null {
  if (!fragment.startsWith(prefix) || fragment === prefix) return null
  try {
    return decodeURIComponent(fragment.slice(prefix.length))
  } catch {
    return null
  }
}
