import type { Client, Source } from '@rollcall/client'
import { fromFragment } from '../query.ts'
import { toClientCredentials } from '../credentials.ts'
import { chosenSources, readCredentials, showSources, showTokenFields, type ListSource } from './form.ts'

let sources: readonly ListSource[] = []
/** The credentials with which they were read. */
let readWith = ''

/** The sources that the caller may list, as far as they are known. */
export function knownSources(): readonly ListSource[] {
  return sources
}

/** Reads them when they are not known yet, or other credentials may see others. The first time the address says which to tick. */
export async function readSources(client: Client, signal: AbortSignal): Promise<void> {
  const credentials = JSON.stringify(toClientCredentials(readCredentials()))
  if (credentials === readWith) return
  const found = (await client.listSources({ signal })).filter(isList)
  const chosen = sources.length === 0 ? inAddress(found) : chosenSources()
  showSources(found, sources.length > 0 && chosen?.length === sources.length ? null : chosen)
  showTokenFields(found)
  sources = found
  readWith = credentials
}

/** A source that failed may be left alone now, and the form shows it. Nothing depends on it. */
export async function refreshCircuits(client: Client, signal: AbortSignal): Promise<void> {
  try {
    sources = (await client.listSources({ signal })).filter(isList)
    showSources(sources, chosenSources())
  } catch {
    // It stays as it was.
  }
}

function inAddress(found: readonly ListSource[]): readonly string[] | null {
  const known = found.map(({ source }) => source)
  return fromFragment(location.hash, known).sources
}

function isList(source: Source): source is ListSource {
  return source.kind === 'list'
}
