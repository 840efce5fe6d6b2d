import type { Client } from '@rollcall/client'
import { accountsInfiniteQuery } from '@rollcall/client/query'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Export } from './export'

/** A table over all sources that grows as it is scrolled. A search reads through the lists of sources that cannot search. */
export function Accounts({ client }: { client: Client }) {
  const [q, setQ] = useState('')
  const query = q === '' ? {} : ({ q, scan: 'allow' } as const)
  const { data, error, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery(accountsInfiniteQuery(client, query))
  const accounts = data?.pages.flatMap((page) => page.data) ?? []
  const last = data?.pages.at(-1)
  const end = useRef<HTMLParagraphElement>(null)

  useEffect(() => {
    if (!hasNextPage || isFetching || error !== null || end.current === null) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void fetchNextPage())
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [hasNextPage, isFetching, error, fetchNextPage])

  const missing = last?.missing ?? []
  // A source with missing rows has answered.
  const silent = missing.filter(({ reason }) => reason !== 'rows')
  const scans = last?.sources.flatMap(({ scan }) => (scan === null ? [] : [scan])) ?? []
  const examined = scans.reduce((sum, scan) => sum + scan.examined, 0)
  return (
    <>
      <h1>Accounts</h1>
      <search>
        <form action={(form) => setQ(String(form.get('q')).trim())}>
          <label>
            Search <input name="q" type="search" defaultValue={q} />
          </label>
          <button>Search</button>
        </form>
        <Export client={client} total={last?.page.total ?? null} />
      </search>
      {missing.length > 0 && last !== undefined && (
        <p role="status" className="partial">
          {last.sources.length - silent.length} of {last.sources.length} systems answered.{' '}
          {missing.map(({ source, problem }) => `${source}: ${problem?.title ?? 'rows may be missing'}`).join(', ')}.
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th>Source</th>
            <th>Mail</th>
            <th>Phone</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map(({ id, displayName, userName, source, email, phone }) => (
            <tr key={id}>
              <td>
                <a href={`#/${encodeURIComponent(id)}`}>{displayName ?? userName ?? id}</a>
              </td>
              <td>{source}</td>
              <td>{email}</td>
              <td>{phone}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p ref={end} role="status">
        {accounts.length} accounts{last?.page.total == null ? '' : ` of ${last.page.total}`}
        {scans.length > 0 && `, ${examined} rows searched`}
        {isFetching ? ' …' : hasNextPage ? '' : ', that is all'}
      </p>
      {error !== null && (
        <p role="alert">
          {error.message} <button onClick={() => void fetchNextPage()}>Try again</button>
        </p>
      )}
    </>
  )
}
