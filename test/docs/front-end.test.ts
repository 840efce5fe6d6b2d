import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { fileText } from '../support/deployment.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'

const [, program = ''] = /```python\n([^`]*)```/.exec(fileText('docs/front-end.md')) ?? []
const isMissing = spawnSync('python3', ['--version']).status !== 0
const skip = isMissing && process.env['CI'] === undefined ? 'python3 is not installed' : false

/** Lists with their number of accounts in the sandbox. */
const lists = { tenant: 137, scope: 125, iam: 86 }
const all = 2348

void t.test('front-end guide: the Python program prints every account', { skip }, async (t) => {
  const { url } = await startSandbox(t, { environment: plain })
  const { code, lines } = await run(t, url)
  t.equal(code, 0)
  t.equal(lines.length, all + 1)
  t.equal(lines.at(-1), 'every page was complete')
})

for (const [source, count] of Object.entries(lists)) {
  void t.test(`front-end guide: the Python program catches up if ${source} fails once`, { skip }, async (t) => {
    const { url, simulator } = await startSandbox(t, { environment: plain })
    withFaults(t, simulator, { [source]: { kind: 'http', status: 503, times: 1 } })
    const { code, lines } = await run(t, url)
    t.equal(code, 0)
    t.equal(lines.length, all + 1)
    t.equal(lines.at(-1), 'at least one page was incomplete')
  })

  void t.test(
    `front-end guide: the Python program stops with a cursor if ${source} stays down`,
    { skip },
    async (t) => {
      const { url, simulator } = await startSandbox(t, { environment: plain })
      withFaults(t, simulator, { [source]: { kind: 'http', status: 503 } })
      const { code, lines, errors } = await run(t, url)
      t.equal(code, 1)
      t.equal(lines.length, all - count)
      t.match(errors, /^Upstream unavailable: .+\nretryable: True, cursor: [\w.-]+\n$/)
    }
  )
}

interface Outcome {
  readonly code: unknown
  readonly lines: readonly string[]
  readonly errors: string
}

/** Runs the program of the guide against a service. */
async function run(t: Test, url: string): Promise<Outcome> {
  t.match(program, 'http://127.0.0.1:3000/')
  const child = spawn('python3', ['-c', program.replace('http://127.0.0.1:3000', url)], {
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' }
  })
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, lines: output.trimEnd().split('\n'), errors }
}
