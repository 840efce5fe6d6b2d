import type { CallParameters } from './family.ts'
import type { UpstreamPage } from './source.ts'

/** How pages are asked for. The two parameters are sent in the order of the table. */
export interface Paging {
  /** The parameter that says where a page begins. */
  readonly first: string
  /** The parameter for the max number of rows. */
  readonly size: string
  /** What `first` counts. */
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
