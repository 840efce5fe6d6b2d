/** The rows of a list. A row depends on its 0-based place only, not on the length of the list. */
export interface RowList<Row> {
  /** Its name in `ListSizes`. */
  readonly name: string
  /** Rows at scale 1. */
  readonly count: number
  readonly rowAt: (index: number) => Row
}

/** Exact lengths by the lists' names; they override the scale. */
export type ListSizes = Readonly<Record<string, number>>

/** All rows of a list, identical on every call. */
export function makeRows<Row>({ name, count, rowAt }: RowList<Row>, scale = 1, sizes: ListSizes = {}): Row[] {
  return Array.from({ length: sizes[name] ?? Math.round(count * scale) }, (_, index) => rowAt(index))
}
