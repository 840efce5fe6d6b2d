declare global {
  interface JSON {
    /** ECMAScript 2026: a reviver sees the source text of a primitive. TypeScript's library does not know it yet. */
    parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown
  }
}

export type JsonObject = Record<string, unknown>

/** Whether a parsed value is a JSON object, not an array and not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A long integer as the value of a member with a plain name. Exact: a word character precedes the quote before the colon, so no
 * backslash escapes it, and a quote after a word character closes a string. Other long integers go through the reviver.
 */
const longMember = /("\w+":\s*)(-?[1-9]\d{15,})(?=\s*[,}\]])/g

/**
 * JSON text → value. An integer that a double cannot hold exactly becomes the string of its digits, because upstreams send
 * 64-bit ids as bare numbers at times. Throws a SyntaxError, whose message quotes the text: never show or log it.
 *
 * Few responses have one. The value is searched first because that takes a fifth of the time of a search in the text.
 */
export function parseJson(text: string): unknown {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const value: unknown = JSON.parse(json)
  if (!holdsLongNumber(value)) return value
  const quoted = json.replace(longMember, quoteDigits)
  const exact: unknown = JSON.parse(quoted)
  return holdsLongNumber(exact) ? JSON.parse(quoted, keepDigits) : exact
}

/**
 * Whether a parsed value contains a number, at any depth, whose digits a double may lose. Not recursive, because nesting is
 * unlimited.
 */
function holdsLongNumber(value: unknown): boolean {
  const open = [value]
  while (open.length > 0) {
    const inner = open.pop()
    if (typeof inner === 'number') {
      if (!(Math.abs(inner) <= Number.MAX_SAFE_INTEGER)) return true
    } else if (Array.isArray(inner)) {
      for (const item of inner) if (typeof item !== 'string') open.push(item)
    } else if (isObject(inner)) {
      for (const name in inner) if (typeof inner[name] !== 'string') open.push(inner[name])
    }
  }
  return false
}

function quoteDigits(match: string, member: string, digits: string): string {
  return Number.isSafeInteger(Number(digits)) ? match : `${member}"${digits}"`
}

/** JSON text → its object; null for any other value or invalid JSON. */
export function parseObject(text: string): JsonObject | null {
  try {
    const value = parseJson(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

/**
 * The path of the first duplicate key in valid JSON, such as `keys.0.phone`; null if there is none. `JSON.parse` silently keeps
 * the last one, other parsers the first (RFC 8259, section 4). Parsers that report duplicates recurse, and fail on deep nesting:
 * see docs/decisions/0017-duplicate-keys.md.
 */
export function findDuplicateKey(json: string): string | null {
  const open: Container[] = []
  for (const [token, string = '', colon] of json.matchAll(tokens)) {
    const inner = open.at(-1)
    if (token === '{') open.push({ keys: new Set(), at: '' })
    else if (token === '[') open.push({ keys: null, at: 0 })
    else if (token === '}' || token === ']') open.pop()
    else if (token === ',') {
      if (typeof inner?.at === 'number') inner.at++
    } else if (colon !== undefined && inner?.keys) {
      const key: string = string.includes('\\') ? JSON.parse(`"${string}"`) : string
      inner.at = key
      if (inner.keys.has(key)) return open.map(({ at }) => at).join('.')
      inner.keys.add(key)
    }
  }
  return null
}

/** An envelope's code (a number or text) as text; null for anything else or blank text. */
export function codeOf(code: unknown): string | null {
  if (typeof code === 'number') return String(code)
  return typeof code === 'string' && code.trim() !== '' ? code.trim() : null
}

function keepDigits(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const digits = context.source
  return digits !== undefined && /^-?\d+$/.test(digits) ? digits : value
}

/** Strings, keys including their colon, and punctuation. */
const tokens = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}[\],]/g

/** An object or array that is still open. */
interface Container {
  /** Null for an array. */
  readonly keys: Set<string> | null
  at: string | number
}
