/** The base URL in a setting; null where it is not set, or is no base URL, which is a mistake. */
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
  /** What asks for them, where they do not ask for each other. */
  readonly reason?: string
}

/** Adds a mistake for each required setting that is missing. One with a mistake already is not missing: it cannot be used. */
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
