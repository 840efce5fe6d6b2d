import { readFileSync } from 'node:fs'
import t from 'tap'
import { withFaults } from '../support/faults.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** What the tour asks with curl, on the port that the sandbox has. */
const asked = [...readme.matchAll(/^curl (?:-s )?'http:\/\/127\.0\.0\.1:3000(\/accounts[^']*)'$/gm)].map(
  ([, path = '']) => path
)

void t.test('what the README asks is answered as it shows', async (t) => {
  const { get } = await startSandbox(t, { environment: plain })
  t.ok(asked.length >= 4)
  for (const path of asked) {
    const { status } = await get(path)
    t.equal(status, path.includes('source=tenant&q=') ? 400 : 200, path)
  }
})

void t.test('the cursors that it shows are those of its requests', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: plain })
  const one = await get('/accounts?source=tenant&limit=1')
  withFaults(t, simulator, { iam: { kind: 'reset' } })
  const partial = await get('/accounts?source=tenant,iam&limit=2')
  for (const { body } of [one, partial]) t.match(readme, `"nextCursor": "${body.page.nextCursor}"`)
})
