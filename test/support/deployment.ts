import { readFileSync } from 'node:fs'
import { secretSettings, settingSchemas } from '../../src/config/settings.ts'
import { registry } from '../../src/sources/registry.ts'

/** Every name of a setting. */
export const settingNames: ReadonlySet<string> = new Set([
  ...Object.keys(settingSchemas(registry)),
  ...secretSettings(registry).map((name) => `${name}_FILE`)
])

/** A file of the repository, by its path. */
export function fileText(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
}
