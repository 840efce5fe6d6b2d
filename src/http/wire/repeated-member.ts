/** Strings, those before a colon with it, and what opens, parts and closes. */
const tokens = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}[\],]/g

interface Open {
  /** The names that were there; null in an array. */
  readonly names: Set<string> | null
  at: string | number
}

/** Where JSON has a member for the second time, such as `keys.0.phone`; null when nowhere. `json` is known to be valid. */
export function repeatedMember(json: string): string | null {
  const open: Open[] = []
  for (const [token, string = '', colon] of json.matchAll(tokens)) {
    const inner = open.at(-1)
    if (token === '{') open.push({ names: new Set(), at: '' })
    else if (token === '[') open.push({ names: null, at: 0 })
    else if (token === '}' || token === ']') open.pop()
    else if (token === ',') step(inner)
    else if (colon !== undefined && inner?.names) {
      const name: string = JSON.parse(`"${string}"`)
      inner.at = name
      if (inner.names.has(name)) return open.map(({ at }) => at).join('.')
      inner.names.add(name)
    }
  }
  return null
}

function step(inner: Open | undefined): void {
  if (typeof inner?.at === 'number') inner.at++
}
