import type { Caller } from './caller.ts'
import { nothingVisible, sourceForbidden } from './refusals.ts'

interface HasId {
  readonly id: string
}

/** The enabled sources that a caller may use, in their order. All of them if authentication is off. */
export function visibleTo<Source extends HasId>(caller: Caller | null, enabled: readonly Source[]): readonly Source[] {
  const own = caller?.sources ?? null
  return own === null ? enabled : enabled.filter(({ id }) => own.includes(id))
}

/** The same for a request that reads them. Throws `forbidden` if it names a source without access, or if none is left. */
export function askableBy<Source extends HasId>(
  caller: Caller | null,
  enabled: readonly Source[],
  named: readonly string[] | null
): readonly Source[] {
  const visible = visibleTo(caller, enabled)
  for (const id of named ?? []) refuseInvisible(caller, id)
  if (visible.length === 0 && enabled.length > 0) throw nothingVisible()
  return visible
}

/** Throws `forbidden` for a source that the caller may not use. */
export function refuseInvisible(caller: Caller | null, source: string): void {
  const own = caller?.sources ?? null
  if (own !== null && !own.includes(source)) throw sourceForbidden(source)
}
