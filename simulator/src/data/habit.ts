import type { Random } from './random.ts'

/** A string as upstreams send it: filled, empty, null, or absent (`undefined`, which JSON leaves out). */
export type LooseText = string | null | undefined

/** The value, or now and then one of the ways an upstream leaves it out. `missing` is the share left out, 0 to 1. */
export function sometimesMissing(random: Random, missing: number, value: string): LooseText {
  return random.chance(missing) ? random.pick([undefined, null, '']) : value
}

/** The value, or absent; for members that the documents show on some rows only. */
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
