import { globSync } from 'node:fs'

const folder = new URL('../', import.meta.url)

/** Tests that start processes, browsers or Redis, send random input, compile clients, or go through every fault of every source. */
const slow = [
  '{deploy,explorer,openapi,process,simulator}/**',
  '**/*{any-row,browser,docs-,fault-matrix,fuzz,leaks,package,redis,upstream-failures,walks}*'
]

const files = globSync('**/*.test.ts', { cwd: folder, exclude: slow }).toSorted()

/**
 * Loads every second test file, so that its tests run in this process: starting a process is most of what a small test costs.
 * `npm test` gives each file a process of its own.
 */
export async function loadShare(share: 0 | 1): Promise<void> {
  for (const [index, file] of files.entries()) {
    if (index % 2 === share) await import(new URL(file, folder).href)
  }
}
