/** Max characters of the result, and of the input. */
const maxShownLength = 300
const maxReadLength = 1000

const mailAddress = /[^\s@<>"'(),;:，。；：]+@[^\s@<>"'(),;:，。；：]+/gu
const webAddress = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/giu
const assignedSecret =
  /\b([\w-]{0,40}(?:token|secret|password|passwd|cookie|signature|appkey|session))(\s*[=:：[(]\s*|(?:\s*[是为]\s*|\s+)(?=\S*\d))["']?[^\s"',;&\])，；。]+/giu
const bearer = /\b(bearer\s+)(?=\S*[\d.])[\w.~+/=-]+/giu
const longRun = /(?=[\w\-+/=.~]*\p{Nd})(?=[\w\-+/=.~]*[a-z])[\w\-+/=.~]{16,}/giu
const ipAddress = /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/gu
const hostName =
  /\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|cn|net|org|io|local|internal|svc|lan|corp|example|test)\b(?::\d+)?/giu
const digitRun = /\p{Nd}(?:[ \-.]?\p{Nd}){6,}/gu

/**
 * An upstream's message, safe to show. It replaces every value of `known` (search values, tokens of the call), whole or word by
 * word. Then it replaces tokens, mail addresses, runs of 7 or more digits, and host addresses. Max 300 characters.
 */
export function scrub(text: string, known: readonly string[]): string {
  const words = wordsOf(known)
  let clean = text.slice(0, maxReadLength)
  for (const word of words) clean = clean.replaceAll(new RegExp(RegExp.escape(word), 'giu'), '[…]')
  // The end of a cut text may contain the first half of such a word.
  if (text.length > maxReadLength) clean = clean.slice(0, -Math.max(1, ...words.map(({ length }) => length)))
  clean = clean
    .replace(mailAddress, '[mail]')
    .replace(webAddress, '[address]')
    .replace(assignedSecret, '$1$2[token]')
    .replace(bearer, '$1[token]')
    .replace(ipAddress, '[address]')
    .replace(hostName, '[address]')
    .replace(longRun, '[token]')
    .replace(digitRun, '[digits]')
  return clean.length > maxShownLength ? `${clean.slice(0, maxShownLength)}…` : clean
}

/** Values and their words that are long enough to be distinct, the longest first. */
export function wordsOf(values: readonly string[]): string[] {
  const words = values.flatMap((value) => [value.trim(), ...value.split(/\s+/u)]).filter((word) => word.length > 1)
  return words.toSorted((left, right) => right.length - left.length)
}
