import { spawnSync } from 'node:child_process'
import t from 'tap'

/** Runs the script without a Docker engine. */
function check(...args: string[]) {
  const env = { ...process.env, DOCKER_HOST: 'unix:///nowhere/docker.sock' }
  return spawnSync('bash', ['deploy/check-containers.sh', ...args], { env, encoding: 'utf8' })
}

void t.test('check-containers: without an engine it reports that, and exits with 0 only if allowed', async (t) => {
  for (const [args, status] of [
    [[], 2],
    [['--allow'], 2],
    [['--allow-no-engine'], 0]
  ] as const) {
    t.match(check(...args), { status, stdout: 'no Docker engine can be reached: nothing was checked\n' })
  }
})
