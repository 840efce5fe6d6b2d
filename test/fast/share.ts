import { globSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

const root = new URL('../../', import.meta.url)
const shares = 4

/** Tests that start processes, browsers or Redis, send random input, compile clients, or play every fault of every source. */
const { include }: { readonly include: readonly string[] } = parse(readFileSync(new URL('.taprc', root), 'utf8'))
const alone = include.filter((pattern) => pattern.endsWith('.test.ts'))

const files = globSync('test/**/*.test.ts', { cwd: root, exclude: alone }).toSorted()

/**
 * Loads every fourth of the other test files, so that their tests run in this process: starting a process is most of what a small
 * test costs.
 */
export async function loadShare(share: 0 | 1 | 2 | 3): Promise<void> {
  for (const [index, file] of files.entries()) {
    if (index % shares === share) await import(new URL(file, root).href)
  }
}
