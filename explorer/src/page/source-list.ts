import type { Client, Source } from '@rollcall/client'
import { fromFragment } from '../query.ts'
import { toClientCredentials } from '../credentials.ts'
import { showLookup } from './lookup-form.ts'
import { chosenSources, readCredentials, showSources, showTokenFields, type ListSource } from './form.ts'

let sources: readonly ListSource[] = []
/** The credentials that the sources were read with. */
let readWith = ''

/** The list sources that the caller may see. Empty until they are read. */
export function knownSources(): readonly ListSource[] {
  return sources
}

/** Reads the sources at first and after a change of credentials. The first time, the address says which to check. */
export async function readSources(client: Client, signal: AbortSignal): Promise<void> {
  const credentials = JSON.stringify(toClientCredentials(readCredentials()))
  if (credentials === readWith) return
  const all = await client.listSources({ signal })
  showLookup(all)
  const found = all.filter(isList)
  const chosen = sources.length === 0 ? inAddress(found) : chosenSources()
  showSources(found, sources.length > 0 && chosen?.length === sources.length ? null : chosen)
  showTokenFields(found)
  sources = found
  readWith = credentials
}

/** Reads the sources again, because a failure may have opened a circuit. Without an answer nothing changes. */
export async function refreshCircuits(client: Client, signal: AbortSignal): Promise<void> {
  try {
    sources = (await client.listSources({ signal })).filter(isList)
    showSources(sources, chosenSources())
  } catch {
    // The next request shows whether the service is unreachable.
  }
}

function inAddress(found: readonly ListSource[]): readonly string[] | null {
  const known = found.map(({ source }) => source)
  return fromFragment(location.hash, known).sources
}

function isList(source: Source): source is ListSource {
  return source.kind === 'list'
}
