import type { Client } from '@rollcall/client'
import { accountQuery } from '@rollcall/client/query'
import { useQuery } from '@tanstack/react-query'

export function AccountPage({ client, id }: { client: Client; id: string }) {
  const { data, error, isPending } = useQuery(accountQuery(client, id))
  if (isPending) return <p role="status">Loading …</p>
  if (error !== null) return <p role="alert">{error.message}</p>
  if (data === null) return <p role="status">There is no account {id}.</p>
  const properties = {
    ...data,
    roles: data.roles.map(({ code, name }) => name ?? code).join(', '),
    organizations: data.organizations.map(({ id, name }) => name ?? id).join(', '),
    masked: data.masked.join(', ')
  }
  const known = Object.entries(properties).filter(([, value]) => value !== null && value !== '')
  return (
    <>
      <h1>{data.displayName ?? data.userName ?? id}</h1>
      <dl>
        {known.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
