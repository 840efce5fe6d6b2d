import type { Random } from './random.ts'

/** The value, or one of the ways in which an upstream omits it: empty, null or absent. `missing` is the share omitted, 0 to 1. */
export function sometimesMissing(random: Random, missing: number, value: string): string | null | undefined {
  return random.chance(missing) ? random.pick([undefined, null, '']) : value
}

/** The value, or absent (`undefined`, which JSON leaves out). For members that the documents show on some rows only. */
export function sometimesAbsent<T>(random: Random, absent: number, value: T): T | undefined {
  return random.chance(absent) ? undefined : value
}

/** `10012344439` becomes `100****4439`, as in the samples of the tenant and scope documents. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`
}

/** `li.ming@example.cn` becomes `li****@example.cn`. */
export function maskMail(mail: string): string {
  const [name = '', domain = ''] = mail.split('@')
  return `${name.slice(0, 2)}****@${domain}`
}
