import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { accessibilityViolations, openPage, startBrowser, type WatchedPage } from '../support/browser.ts'
import { withFaults } from '../support/faults.ts'
import { withKeys } from '../support/keys.ts'
import { listenOnLoopback } from '../support/loopback.ts'
import { startSandbox } from '../support/service.ts'

const folder = fileURLToPath(new URL('../../examples/react/', import.meta.url))
const run = promisify(execFile)
const isInstalled = existsSync(`${folder}node_modules`)
const skip = isInstalled || process.env['CI'] ? false : 'needs `npm ci` in examples/react'
const looks = [
  { width: 390, colorScheme: 'light' },
  { width: 1360, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
  { width: 1360, colorScheme: 'dark' }
] as const
const backgrounds = { light: 'rgb(255, 255, 255)', dark: 'rgb(20, 24, 31)' } as const

void t.test('the example is short', (t) => {
  const copied = ['accounts', 'account-page', 'export'].map((name) => readFileSync(`${folder}src/${name}.tsx`, 'utf8'))
  t.ok(copied.join('').split('\n').length < 150)
  t.ok(readFileSync(`${folder}README.md`, 'utf8').trimEnd().split('\n').length <= 15)
  t.end()
})

void t.test('the example', { skip }, async (t) => {
  const files = new Map<string, Buffer>()
  const origin = await listenOnLoopback(
    t,
    createServer(({ url = '/' }, response) => {
      const type = url.endsWith('.js') ? 'text/javascript' : url.endsWith('.css') ? 'text/css' : 'text/html'
      response.setHeader('content-type', type).end(files.get(url === '/' ? '/index.html' : url))
    })
  )
  const { url, simulator } = await startSandbox(t, {
    environment: { ...withKeys(t, { web: { rights: ['accounts:read', 'accounts:export'] } }), CORS_ORIGINS: origin }
  })
  for (const [name, content] of await build(t, url)) files.set(name, content)
  const browser = await startBrowser(t)

  for (const { width, colorScheme } of looks) {
    const look = `${width}-${colorScheme}`
    const options = { viewport: { width, height: 800 }, colorScheme }
    await t.test(`at ${width} px, ${colorScheme}, shows, searches, opens and exports accounts`, async (t) => {
      const watched = await openPage(browser, options)
      const { page } = watched
      await page.goto(origin)
      await check(t, watched, `sign-in-${look}`)
      t.equal(await page.evaluate('getComputedStyle(document.body).backgroundColor'), backgrounds[colorScheme])
      await page.getByLabel('Key').fill('wrong')
      await page.getByRole('button', { name: 'Sign in' }).click()
      t.match(await page.getByRole('alert').innerText(), /Credentials required/)
      await page.getByLabel('Key').fill('web')
      await page.getByRole('button', { name: 'Sign in' }).click()
      const rows = page.locator('tbody tr')
      await rows.nth(19).waitFor()
      await check(t, watched, `table-${look}`)
      for (const count of [40, 60]) {
        await rows.last().scrollIntoViewIfNeeded()
        await rows.nth(count - 1).waitFor()
      }

      await page.getByLabel('Search').fill('Emma')
      await page.getByRole('button', { name: 'Search' }).click()
      await page.getByText('that is all').waitFor({ timeout: 60_000 })
      t.match(await page.getByRole('status').last().innerText(), /^\d+ accounts, \d{3,} rows searched, that is all$/)
      t.equal(await page.getByLabel('Search').inputValue(), 'Emma')
      await check(t, watched, `search-${look}`)

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Export' }).click()
      ])
      t.equal(download.suggestedFilename(), 'accounts.csv')
      t.equal(
        readFileSync(await download.path(), 'utf8')
          .trimEnd()
          .split('\r\n').length,
        1 + 2348
      )
      t.match(await page.getByText('exported').innerText(), '2348 exported')

      const link = page.getByRole('link', { name: /emma/i }).first()
      const name = await link.innerText()
      await link.click()
      await page.getByRole('heading', { name }).waitFor()
      await check(t, watched, `account-${look}`)
      t.match(page.url(), /#\/(tenant|scope|industry|iam)%3A/)
    })

    await t.test(`at ${width} px, ${colorScheme}, shows which systems did not answer`, async (t) => {
      withFaults(t, simulator, { iam: { kind: 'http', status: 503 }, scope: { kind: 'http', status: 503 } })
      const watched = await openPage(browser, options)
      const { page } = watched
      await page.goto(origin)
      await page.getByLabel('Key').fill('web')
      await page.getByRole('button', { name: 'Sign in' }).click()
      const partial = page.getByText('2 of 4 systems answered')
      t.match(await partial.innerText(), /scope: .+, iam: .+\.$/)
      await check(t, watched, `partial-${look}`)
      await page.getByRole('button', { name: 'Export' }).click()
      t.match(await page.getByRole('alert').innerText(), /the export ended early/)
    })
  }
})

/** The page fits its width, without axe violations and console errors. */
async function check(t: Test, { page, complaints }: WatchedPage, name: string): Promise<void> {
  const pictures = process.env['PICTURES']
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png` })
  t.same(await accessibilityViolations(page), [], name)
  t.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, `${name} fits`)
  t.same(complaints, [], name)
}

/** The files of the built example, by their address. */
async function build(t: Test, serviceUrl: string): Promise<[address: string, content: Buffer][]> {
  const env = { ...process.env, VITE_ROLLCALL_URL: serviceUrl }
  // TypeScript does not work with the modules that the test runner preloads into child processes.
  const npm = async (...args: string[]) => run('env', ['-u', 'NODE_OPTIONS', 'npm', ...args], { cwd: folder, env })
  if (!isInstalled) await npm('ci', '--no-audit', '--no-fund')
  const output = t.testdir()
  await npm('run', 'build', '--', '--outDir', output, '--emptyOutDir')
  const names = readdirSync(output, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.'))
  return names.map((name) => [`/${name}`, readFileSync(`${output}/${name}`)])
}
