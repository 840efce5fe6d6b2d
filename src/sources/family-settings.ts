/** The base URL in a setting; null if it is not set or invalid. An invalid one is added to the mistakes. */
export function readBaseUrl(name: string, value: string | undefined, mistakes: string[]): string | null {
  if (value === undefined) return null
  const url = URL.parse(value)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    mistakes.push(`${name} must be an http or https URL without credentials, query and fragment`)
    return null
  }
  return url.href
}

interface Requirement {
  /** Names of settings. */
  readonly required: readonly string[]
  /** The setting that requires them, if they do not require each other. */
  readonly reason?: string
}

/** Adds a mistake for each missing required setting. An invalid setting has its own mistake. */
export function noteMissing(
  { required, reason }: Requirement,
  given: Readonly<Record<string, unknown>>,
  mistakes: string[]
): void {
  for (const name of required) {
    const isKnown = mistakes.some((mistake) => mistake.startsWith(name))
    if (given[name] !== undefined || isKnown) continue
    mistakes.push(reason === undefined ? `${name} is missing` : `${name} is missing: ${reason}`)
  }
}
