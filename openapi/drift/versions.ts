/** Below 0 where `one` is the lower version, above 0 where it is the higher. Throws where one is no version (semver.org). */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [partsOf(one), partsOf(other)]
  const differences = left.numbers.map((number, index) => number - (right.numbers[index] ?? 0))
  return (
    differences.find((difference) => difference !== 0) ??
    // What comes before a release is lower than it.
    Number(right.isBefore) - Number(left.isBefore)
  )
}

/** The first number of a version: what breaks callers raises it. */
export function majorOf(version: string): number {
  return partsOf(version).numbers[0] ?? 0
}

function partsOf(version: string): { readonly numbers: readonly number[]; readonly isBefore: boolean } {
  const [, numbers, before] = /^(\d+\.\d+\.\d+)(-[\w.-]+)?$/.exec(version) ?? []
  if (numbers === undefined) throw new Error(`${version} is no version`)
  return { numbers: numbers.split('.').map(Number), isBefore: before !== undefined }
}
