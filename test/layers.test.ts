import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import t from 'tap'
import { mayImport } from './layers.ts'

const root = new URL('../', import.meta.url)

/** File → the files of this repository that it imports, including types. */
const imports = new Map(
  globSync('{src,client/src,explorer/src,simulator/src,openapi,test,bench}/**/*.ts', {
    cwd: root,
    exclude: ['**/node_modules/**']
  }).map((file) => [file, importsOf(file)])
)

void t.test('layers: every folder of the packages is in the table', async (t) => {
  const unknown = [...imports.keys()].filter((file) => /^(.*\/)?src\//.test(file) && layerOf(file) === undefined)
  t.same(unknown, [])
})

void t.test('layers: imports point down, as the table says', async (t) => {
  const upward = [...imports].flatMap(([file, targets]) => {
    const layer = layerOf(file)
    if (layer === undefined) return []
    const allowed = new Set([layer, ...(mayImport[layer] ?? [])])
    return targets.filter((target) => !allowed.has(layerOf(target) ?? '')).map((target) => `${file} → ${target}`)
  })
  t.ok(imports.size > 100)
  t.same(upward, [])
})

void t.test('layers: no files import each other in a circle', async (t) => {
  t.same(circles(), [])
})

function importsOf(file: string): string[] {
  const text = readFileSync(new URL(file, root), 'utf8')
  const specifiers = text.matchAll(/^(?:import|export) [^'=(]*'(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm)
  return Array.from(specifiers, ([, fixed, dynamic]) => posix.join(posix.dirname(file), fixed ?? dynamic ?? ''))
}

function layerOf(file: string): string | undefined {
  return Object.keys(mayImport).find((layer) => file === layer || file.startsWith(`${layer}/`))
}

/** Depth first: a file that is visited again on its own path closes a cycle. */
function circles(): string[] {
  const found: string[] = []
  const finished = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file)
    if (start >= 0) found.push([...path.slice(start), file].join(' → '))
    if (start >= 0 || finished.has(file)) return
    for (const target of imports.get(file) ?? []) visit(target, [...path, file])
    finished.add(file)
  }
  for (const file of imports.keys()) visit(file, [])
  return found
}
