import { readFileSync } from 'node:fs'
import t from 'tap'
import type { Fault } from '../../simulator/src/simulator.ts'
import { withFaults } from '../support/faults.ts'
import { differences } from '../support/elided-json.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** Commands of the README with their shown output. */
const examples = [...readme.matchAll(/```sh\n([^`]*127\.0\.0\.1[^`]*)```\s*```json\n([^`]*)```/g)].map(
  ([, command = '', output = '']) => ({ command, output: JSON.parse(output) })
)
const fault = /__faults\/(\w+)'? .*-d '([^']*)'/
const request = /^curl 'http:\/\/127\.0\.0\.1:3000([^']*)'/m

void t.test('README: every command is answered as it shows', async (t) => {
  t.ok(examples.length >= 5)
  for (const { command, output } of examples) {
    await t.test(command.replaceAll('\n', ' && '), async (t) => {
      const { url, simulator } = await startSandbox(t, { environment: plain })
      const [, source, body] = fault.exec(command) ?? []
      if (source !== undefined && body !== undefined) {
        const kind: Fault = JSON.parse(body)
        withFaults(t, simulator, { [source]: kind })
      }
      const [, path] = request.exec(command) ?? []
      const response = await fetch(`${url}${path}`)
      const lines = (await response.text()).trim().split('\n')
      const answer: unknown = JSON.parse(command.includes('tail -n 1') ? (lines.at(-1) ?? '') : lines.join('\n'))
      t.same(differences(output, answer), [])
    })
  }
})

void t.test('README: max 1200 words', async (t) => {
  t.ok(readme.split(/\s+/).length <= 1200)
})
