import type { Warning } from '../model/page.ts'
import { isLoss } from './progress.ts'

/** Max warnings kept for one source of an export: a million bad rows must not fill the memory. */
const maxWarnings = 100

/** The warnings of one source over a whole export, within bounds. */
export interface BoundedWarnings {
  add(warning: Warning): void
  /** The kept warnings, and one that counts the dropped losses. */
  list(): Warning[]
}

/** When full, a warning about a loss replaces one about something else. */
export function boundedWarnings(): BoundedWarnings {
  const kept: Warning[] = []
  let dropped = 0
  return {
    add(warning) {
      if (kept.length < maxWarnings) {
        kept.push(warning)
        return
      }
      if (!isLoss(warning)) return
      const place = kept.findLastIndex((other) => !isLoss(other))
      if (place === -1) dropped++
      else kept[place] = warning
    },
    list() {
      const detail = `${dropped} more warnings about rows that cannot be mapped or were not sent`
      return dropped === 0 ? kept : [...kept, { code: 'row-invalid', detail }]
    }
  }
}
