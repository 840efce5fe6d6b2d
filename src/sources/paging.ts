import type { CallParameters } from './family.ts'
import type { UpstreamPage } from './source.ts'

/** The paging parameters. They are sent in the order of the table. */
export interface Paging {
  /** The parameter for the start of a page. */
  readonly first: string
  /** The parameter for the max number of rows. */
  readonly size: string
  /** The unit of `first`. */
  readonly counts: 'rows' | 'pages'
  /** The value of `first` for the first page. */
  readonly from: 0 | 1
}

/** One upstream page → its two parameters. */
export function pageParameters(paging: Paging, { offset, size }: UpstreamPage): CallParameters {
  const first = paging.from + (paging.counts === 'rows' ? offset : offset / size)
  const [leading] = Object.keys(paging)
  return leading === 'size'
    ? { [paging.size]: size, [paging.first]: first }
    : { [paging.first]: first, [paging.size]: size }
}
