import { Type, type TSchema } from 'typebox'
import { familiesOf } from '../sources/families.ts'
import type { SourceDefinition } from '../sources/source.ts'
import {
  cache,
  callers,
  fixedSecrets,
  listening,
  outgoing,
  sourceChoice,
  timeout,
  upstreamCalls
} from './fixed-settings.ts'
import { tracingSettings } from './tracing-settings.ts'

/** Settings by their names, in order. */
export type SettingSchemas = Readonly<Record<string, TSchema>>

/** A group of settings in the documentation. */
export interface SettingGroup {
  readonly title: string
  /** A note for all of them. */
  readonly note: string | null
  readonly settings: SettingSchemas
}

/** Every setting with these sources, in the order of the documentation. */
export function settingGroups(registry: readonly SourceDefinition[]): SettingGroup[] {
  const families = familiesOf(registry)
  return [
    { title: 'Listening and running', note: null, settings: listening },
    { title: 'Callers', note: null, settings: callers },
    {
      title: 'Sources',
      note: enabledBy(registry),
      settings: { ...sourceChoice, ...merged(families.map(({ settings }) => settings)) }
    },
    { title: 'Upstream calls', note: null, settings: { ...sourceSettings(registry), ...upstreamCalls } },
    {
      title: 'Proxies for outgoing calls',
      note:
        'For upstreams, the signing keys of token issuers and the trace collector. Lower-case names work as well; if both are set, ' +
        'the lower-case one is used.',
      settings: outgoing
    },
    { title: 'Cache', note: 'Off by default.', settings: cache },
    {
      title: 'Traces',
      note:
        'Off unless an exporter or an endpoint is set. Names and meanings are those of OpenTelemetry. Its settings for ' +
        'compression and certificates apply as well: OTEL_EXPORTER_OTLP_COMPRESSION, OTEL_EXPORTER_OTLP_CERTIFICATE, ' +
        'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY.',
      settings: tracingSettings
    }
  ]
}

/** Which settings enable which sources. */
function enabledBy(registry: readonly SourceDefinition[]): string {
  const list = new Intl.ListFormat('en-GB')
  return familiesOf(registry)
    .map((family) => {
      const ids = registry.filter((definition) => definition.family === family).map(({ id }) => id)
      return `${list.format(family.requiredSettings)}: needed for ${list.format(ids)}.`
    })
    .join(' ')
}

/** Every setting with these sources. */
export function settingSchemas(registry: readonly SourceDefinition[]): SettingSchemas {
  return merged(settingGroups(registry).map(({ settings }) => settings))
}

/** Secret settings. Each can also be given as a file, under its name with `_FILE`. */
export function secretSettings(registry: readonly SourceDefinition[]): string[] {
  return [...familiesOf(registry).flatMap(({ secretSettings }) => secretSettings), ...fixedSecrets]
}

/** The settings of each source: its timeout and, for a list, its page size. */
function sourceSettings(registry: readonly SourceDefinition[]): SettingSchemas {
  const timeouts = registry.map(({ id, timeoutMs }) => ({
    [timeoutName(id)]: timeout(timeoutMs, `Timeout of source ${id} in milliseconds.`)
  }))
  const pageSizes = registry
    .filter((definition) => definition.kind === 'list')
    .map(({ id, maxPageSize }) => ({
      [pageSizeName(id)]: Type.Integer({
        minimum: 1,
        maximum: 1000,
        default: maxPageSize,
        description: `Max rows per upstream page of source ${id}.`
      })
    }))
  return merged([...timeouts, ...pageSizes])
}

export function timeoutName(source: string): string {
  return `${upperSnake(source)}_TIMEOUT_MS`
}

export function pageSizeName(source: string): string {
  return `${upperSnake(source)}_MAX_PAGE_SIZE`
}

function upperSnake(source: string): string {
  return source.toUpperCase().replaceAll('-', '_')
}

function merged(parts: readonly SettingSchemas[]): SettingSchemas {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)))
}
