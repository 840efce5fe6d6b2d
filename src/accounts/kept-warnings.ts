import { isLoss } from './completeness.ts'
import type { Warning } from '../model/page.ts'

/** The warnings of one source over a whole export, within bounds: a million bad rows must not fill the memory. */
export interface KeptWarnings {
  keep(warning: Warning): void
  /** Those that were kept, and how many of a loss were not. */
  told(): Warning[]
}

const most = 100

/** None yet. One that tells of a loss takes the place of one that does not, where there is no more room. */
export function keepWarnings(): KeptWarnings {
  const kept: Warning[] = []
  let untold = 0
  return {
    keep(warning) {
      if (kept.length < most) {
        kept.push(warning)
        return
      }
      if (!isLoss(warning)) return
      const place = kept.findLastIndex((other) => !isLoss(other))
      if (place === -1) untold++
      else kept[place] = warning
    },
    told() {
      const detail = `${untold} further warnings, of rows that cannot be mapped or were not sent`
      return untold === 0 ? kept : [...kept, { code: 'row-invalid', detail }]
    }
  }
}
