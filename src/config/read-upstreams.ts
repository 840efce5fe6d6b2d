import { familiesOf } from '../sources/families.ts'
import { noteMissing } from '../sources/family-settings.ts'
import type { FamilySettings, GivenSettings } from '../sources/family.ts'
import type { SourceDefinition } from '../sources/source.ts'

/** Family → its settings. A family without settings is left out. A half-set group is a mistake. */
export function readUpstreams(
  given: GivenSettings,
  registry: readonly SourceDefinition[],
  mistakes: string[]
): Record<string, FamilySettings> {
  const upstreams: Record<string, FamilySettings> = {}
  for (const family of familiesOf(registry)) {
    const settings = family.readSettings(given, mistakes)
    if (settings !== null) upstreams[family.id] = settings
  }
  return upstreams
}

/** The service's own credentials at all upstreams. */
export function readSecrets(given: GivenSettings, registry: readonly SourceDefinition[]): string[] {
  const names = familiesOf(registry).flatMap(({ secretSettings }) => secretSettings)
  return names.map((name) => given[name]).filter((secret) => typeof secret === 'string')
}

type ChoiceSettings = GivenSettings & { readonly SOURCES?: string }

interface Choice {
  readonly registry: readonly SourceDefinition[]
  readonly upstreams: Readonly<Record<string, FamilySettings>>
}

/** Ids of the enabled sources: those in SOURCES, else all whose family is set up. No source, or two lookups, is a mistake. */
export function enabledSources(given: ChoiceSettings, { registry, upstreams }: Choice, mistakes: string[]): string[] {
  const enabled = chooseSources(given, { registry, upstreams }, mistakes)
  const lookups = registry.filter(({ id, kind }) => kind === 'lookup' && enabled.includes(id)).map(({ id }) => id)
  if (lookups.length > 1) {
    mistakes.push(`only one lookup source can be enabled: name only one of ${lookups.join(', ')} in SOURCES`)
  }
  return enabled
}

function chooseSources(given: ChoiceSettings, { registry, upstreams }: Choice, mistakes: string[]): string[] {
  const named = given.SOURCES
  const configured = registry.filter(({ family }) => upstreams[family.id] !== undefined).map(({ id }) => id)
  if (named === undefined) {
    if (configured.length === 0 && mistakes.length === 0) {
      mistakes.push(`no source is configured: set ${enablingSettings(registry)}`)
    }
    return configured
  }
  const known = registry.map(({ id }) => id)
  const asked = named.split(',').map((id) => id.trim())
  if (asked.some((id) => !known.includes(id))) mistakes.push(`SOURCES must be a comma list of ${known.join(', ')}`)
  for (const family of familiesOf(registry)) {
    const wanted = registry.filter((source) => source.family === family && asked.includes(source.id))
    const reason = `SOURCES names ${wanted.map(({ id }) => id).join(', ')}`
    if (wanted.length > 0) noteMissing({ required: family.requiredSettings, reason }, given, mistakes)
  }
  return configured.filter((id) => asked.includes(id))
}

/** The settings that enable sources: "A, B and C, or D". */
function enablingSettings(registry: readonly SourceDefinition[]): string {
  const all = new Intl.ListFormat('en-GB')
  return familiesOf(registry)
    .map(({ requiredSettings }) => all.format(requiredSettings))
    .join(', or ')
}
