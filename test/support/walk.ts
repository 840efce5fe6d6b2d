import type { AccountsPage } from '../../src/model/page.ts'

/** A function such as `get` of a service. */
type Get = (path: string) => Promise<{ readonly status: number; readonly body: AccountsPage }>

/** A walk with more pages counts as endless. */
const maxPages = 1000

/** The pages of a walk over a query such as `source=tenant&limit=7`, to its end, from its start or from a cursor. */
export async function* pagesOf(get: Get, query: string, from: string | null = ''): AsyncGenerator<AccountsPage, void> {
  let cursor = from
  for (let count = 0; cursor !== null; count++) {
    if (count === maxPages) throw new Error('the walk does not end')
    const { status, body } = await get(`/accounts?${query}${cursor && `&cursor=${cursor}`}`)
    if (status !== 200) throw new Error(`page ${count} of the walk has status ${status}`)
    yield body
    cursor = body.page.nextCursor
  }
}

/** A complete walk: its pages, and the ids and warning codes of all of them. */
export async function walk(
  get: Get,
  query: string,
  from?: string | null
): Promise<{ readonly pages: AccountsPage[]; readonly ids: string[]; readonly warnings: string[] }> {
  const pages = await Array.fromAsync(pagesOf(get, query, from))
  return {
    pages,
    ids: pages.flatMap(({ data }) => data.map(({ id }) => id)),
    warnings: pages.flatMap(({ sources }) => sources.flatMap((report) => report.warnings.map(({ code }) => code)))
  }
}
