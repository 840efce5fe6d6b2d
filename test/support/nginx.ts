import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { Test } from 'tap'
import { startChild, type Child } from './child.ts'
import { until } from './until.ts'

// Debian installs it outside the PATH of other users.
const path = { PATH: `${process.env['PATH']}:/usr/sbin` }
const hasNginx = spawnSync('nginx', ['-v'], { env: path }).status === 0

/** Why nginx cannot run; false if it can. In continuous integration tests with it never skip. */
export const withoutNginx =
  !hasNginx && process.env['CI'] === undefined && 'needs nginx, from the Debian package nginx-light'

/** nginx with these settings, in its own folder, once it answers `readyUrl`. It ends with the test. */
export async function startNginx(
  t: Test,
  { folder, settings, readyUrl }: { readonly folder: string; readonly settings: string; readonly readyUrl: string }
): Promise<Child> {
  writeFileSync(`${folder}/nginx.conf`, settings)
  const nginx = startChild(t, 'nginx', path, ['-p', folder, '-c', `${folder}/nginx.conf`, '-g', 'daemon off;'])
  // This signal also ends its workers.
  t.teardown(async () => {
    if (nginx.process.exitCode !== null) return
    nginx.process.kill('SIGTERM')
    await once(nginx.process, 'exit')
  })
  const answers = async (): Promise<boolean> => {
    if (nginx.process.exitCode !== null) throw new Error(nginx.output())
    return fetch(readyUrl).then(
      async (response) => response.text().then(() => response.ok),
      () => false
    )
  }
  await until(answers)
  return nginx
}
