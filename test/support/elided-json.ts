/** Members whose values differ between runs. */
const variable = new Set(['durationMs', 'requestId', 'nextCursor'])

/**
 * Differences between JSON in a document and the real answer, by path. `…` stands for omitted parts: further members of an object
 * as `"…": "…"`, further items of an array as its last item, or the rest of a text.
 */
export function differences(shown: unknown, real: unknown, path = ''): string[] {
  if (Array.isArray(shown) && Array.isArray(real)) return inArray(shown, real, path)
  if (isObject(shown) && isObject(real)) return inObject(shown, real, path)
  if (typeof shown === 'string' && typeof real === 'string' && shown.endsWith('…')) {
    return real.startsWith(shown.slice(0, -1)) ? [] : [`${path}: ${real}`]
  }
  return Object.is(shown, real) ? [] : [`${path}: ${JSON.stringify(real)}`]
}

function inArray(shown: readonly unknown[], real: readonly unknown[], path: string): string[] {
  const isElided = shown.at(-1) === '…'
  const items = isElided ? shown.slice(0, -1) : shown
  const differentLength = isElided ? real.length <= items.length : real.length !== items.length
  if (differentLength) return [`${path}: ${real.length} items`]
  return items.flatMap((item, index) => differences(item, real[index], `${path}/${index}`))
}

function inObject(
  shown: Readonly<Record<string, unknown>>,
  real: Readonly<Record<string, unknown>>,
  path: string
): string[] {
  const names = Object.keys(shown).filter((name) => name !== '…')
  const missing = '…' in shown ? [] : Object.keys(real).filter((name) => !names.includes(name))
  return [
    ...missing.map((name) => `${path}/${name}: not shown`),
    ...names.flatMap((name) =>
      variable.has(name) && typeof shown[name] === typeof real[name]
        ? []
        : differences(shown[name], real[name], `${path}/${name}`)
    )
  ]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
