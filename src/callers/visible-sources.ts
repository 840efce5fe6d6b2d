import type { Caller } from './caller.ts'
import { nothingVisible, sourceForbidden } from './refusals.ts'

interface HasId {
  readonly id: string
}

/** Those of the enabled sources that a caller may see, in their order. Without a caller, where anyone may call, all. */
export function visibleTo<Source extends HasId>(caller: Caller | null, enabled: readonly Source[]): readonly Source[] {
  const own = caller?.sources ?? null
  return own === null ? enabled : enabled.filter(({ id }) => own.includes(id))
}

/**
 * The same for a request that asks them. Throws `forbidden` when it names one that the caller may not see, and when there is
 * none left to ask.
 */
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

/** Throws `forbidden` for a source that the caller may not see. */
export function refuseInvisible(caller: Caller | null, source: string): void {
  const own = caller?.sources ?? null
  if (own !== null && !own.includes(source)) throw sourceForbidden(source)
}
