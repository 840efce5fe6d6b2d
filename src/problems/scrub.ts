const longestText = 300

const mailAddress = /[^\s@<>"'(),;:，。；：]+@[^\s@<>"'(),;:，。；：]+/gu
const webAddress = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/giu
const assignedSecret =
  /\b([\w-]*(?:token|secret|password|passwd|cookie|signature|appkey|session|bearer))(\s*[=:]\s*|\s+(?=\S*\d))["']?[^\s"',;&]+/giu
const longRun = /(?=[\w\-+/=.~]*\p{Nd})(?=[\w\-+/=.~]*[a-z])[\w\-+/=.~]{16,}/giu
const ipAddress = /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/gu
const hostName =
  /\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|cn|net|org|io|local|internal|svc|lan|corp|example|test)\b(?::\d+)?/giu
const digitRun = /\p{Nd}(?:[ \-.]?\p{Nd}){6,}/gu

/**
 * An upstream's own sentence, fit to be shown: tokens, mail addresses, runs of 7 or more digits, addresses of machines,
 * and every value of `known` (what the caller searched for, tokens of this call) are replaced; at most 300 characters.
 */
export function scrub(text: string, known: readonly string[] = []): string {
  let clean = text.slice(0, 4 * longestText)
  for (const value of known) if (value.length > 1) clean = clean.replaceAll(value, '[…]')
  clean = clean
    .replace(mailAddress, '[mail]')
    .replace(webAddress, '[address]')
    .replace(assignedSecret, '$1$2[token]')
    .replace(ipAddress, '[address]')
    .replace(hostName, '[address]')
    .replace(digitRun, '[digits]')
    .replace(longRun, '[token]')
  return clean.length > longestText ? `${clean.slice(0, longestText)}…` : clean
}
