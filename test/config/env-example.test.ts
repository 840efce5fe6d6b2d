import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import t from 'tap'
import { readConfig } from '../../src/config/config.ts'
import { secretSettings, settingSchemas } from '../../src/config/settings.ts'
import { registry } from '../../src/sources/registry.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'

interface Shown {
  readonly value: string
  /** The comment line above it. */
  readonly meaning: string
}

/** Name → its entry in .env.example. The entry for a secret's file follows that of the secret. */
function readExample(): Map<string, Shown> {
  const shown = new Map<string, Shown>()
  let meaning = ''
  for (const line of example.split('\n')) {
    const [, name, value = ''] = /^# ([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? []
    if (name === undefined) meaning = line.replace(/^# /, '')
    else shown.set(name, { value, meaning })
  }
  return shown
}

const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
const shown = readExample()
const settings: Readonly<Record<string, object>> = settingSchemas(registry)
const secretNames = secretSettings(registry)

/** The expected entry of a setting. */
function expected(schema: object): Shown {
  const value: unknown = 'default' in schema ? schema.default : ''
  const meaning: unknown = 'description' in schema ? schema.description : ''
  return { value: typeof value === 'number' ? String(value) : text(value), meaning: text(meaning) }
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('neither text nor a number')
  return value
}

void t.test('.env.example', async (t) => {
  await t.test('names every setting once, every secret also as a file, and nothing else', async (t) => {
    const names = [...Object.keys(settings), ...secretNames.map((name) => `${name}_FILE`)]
    t.same([...shown.keys()].toSorted(), names.toSorted())
    t.equal(example.match(/^# [A-Z][A-Z0-9_]*=/gm)?.length, shown.size)
  })

  await t.test('shows the default and the meaning of each setting', async (t) => {
    for (const [name, setting] of Object.entries(settings)) {
      t.same(shown.get(name), expected(setting), name)
    }
    for (const name of secretNames) {
      t.same(shown.get(`${name}_FILE`), shown.get(name), `${name}_FILE`)
    }
  })

  await t.test('changes nothing if every line is uncommented', async (t) => {
    const needed = sandboxSettings('http://127.0.0.1:3900')
    const all = parseEnv(example.replaceAll(/^# (?=[A-Z][A-Z0-9_]*=)/gm, ''))
    t.equal(Object.keys(all).length, shown.size)
    t.same(readConfig({ ...all, ...needed }, registry), readConfig(needed, registry))
  })

  await t.test('sets nothing without changes', async (t) => {
    t.same(parseEnv(example), {})
  })
})
