import type { Client } from '@rollcall/client'
import { useState } from 'react'

/** Saves every account as csv. A file from which accounts are missing is not saved. */
export function Export({ client, total }: { client: Client; total: number | null }) {
  const [saved, setSaved] = useState<number>()
  const [problem, setProblem] = useState('')
  async function save() {
    setProblem('')
    try {
      const file = await client.exportFile(
        { format: 'csv', bom: true },
        { onProgress: ({ accounts }) => setSaved(accounts) }
      )
      const href = URL.createObjectURL(await file.blob())
      Object.assign(document.createElement('a'), { href, download: file.name }).click()
      URL.revokeObjectURL(href)
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <>
      <button onClick={() => void save()}>Export</button>
      {saved !== undefined && (
        <label>
          {saved} exported <progress value={saved} max={total ?? undefined} />
        </label>
      )}
      {problem !== '' && <span role="alert">{problem}</span>}
    </>
  )
}
