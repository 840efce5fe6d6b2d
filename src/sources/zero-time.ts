/** A date at the border of the years 0 and 1, with or without time and offset. In calendars without a year 0, -1 precedes 1. */
const borderDate =
  /^(?:\+?0{3,5}1-01-(01)|[+-]?0{3,6}1?-12-31)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]0+)?)?)?(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d(?::?\d\d)?))?(?: [A-Z]+)?$/i

const daySeconds = 86_400
/** Go writes the offset of that time (Shanghai: 8 h 5 min 43 s) without its seconds. */
const toleranceSeconds = 60
/** A time without an offset can be local time in any zone. None was ever further from UTC than 15 h 56 min. */
const localToleranceSeconds = 16 * 3600

/**
 * Whether a text is the zero time of Go, .NET and others, which means "no date": midnight of 1 January of the year 1 in UTC. Any
 * spelling and the local time of any zone count.
 */
export function isZeroTime(text: string): boolean {
  const found = borderDate.exec(text)
  if (found === null) return false
  const [, firstDay, hours = '0', minutes = '0', seconds = '0', zone] = found
  const local =
    Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) - (firstDay === undefined ? daySeconds : 0)
  if (zone === undefined) return Math.abs(local) <= localToleranceSeconds
  return Math.abs(local - offsetSeconds(zone)) < toleranceSeconds
}

/** `Z`, `UTC`, `GMT`, `+08:05`, `-0456`, `+08:05:43` */
function offsetSeconds(zone: string): number {
  const [, sign, hours, minutes, seconds = '0'] = /^([+-])(\d\d):?(\d\d):?(\d\d)?$/.exec(zone) ?? []
  if (sign === undefined) return 0
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * (sign === '-' ? -1 : 1)
}
