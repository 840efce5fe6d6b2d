/**
 * Whom an address counts for, as text: an IPv4 address itself, also where it is written as an IPv6 one, and of an IPv6
 * address its first 64 bits, all of which one host may own. `address` is known to be valid. Every request reads one.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const groups = groupsOf(address)
  const [a, b, c, d, e, f, g = 0, h = 0] = groups
  // RFC 4291, section 2.5.5.2.
  if (a === 0 && b === 0 && c === 0 && d === 0 && e === 0 && f === 0xffff) {
    return `${g >> 8}.${g & 255}.${h >> 8}.${h & 255}`
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}

/** The eight numbers of an IPv6 address: RFC 4291, section 2.2. */
function groupsOf(address: string): number[] {
  const [text = ''] = address.split('%', 1)
  const [before = '', after = ''] = text.split('::')
  const [head, tail] = [numbersOf(before), numbersOf(after)]
  while (head.length + tail.length < 8) head.push(0)
  return [...head, ...tail]
}

function numbersOf(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return Number.parseInt(group, 16)
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
    return [a * 256 + b, c * 256 + d]
  })
}
