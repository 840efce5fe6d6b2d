import t from 'tap'
import type { Page } from 'playwright-core'
import { accessibilityViolations, openPage, startBrowser } from '../support/browser.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'

/** Presses Tab until the focused element matches the selector. */
async function tabTo(page: Page, selector: string): Promise<void> {
  const there = `document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`
  for (let times = 0; times < 80; times += 1) {
    if ((await page.evaluate(there)) === true) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the Tab key does not lead to ${selector}`)
}

void t.test('the explorer is accessible', async (t) => {
  const browser = await startBrowser(t)
  const { url, simulator } = await startSandbox(t, { environment: plain })

  // Each pair of the three values is covered.
  for (const [locale, colorScheme, width] of [
    ['en-GB', 'light', 1280],
    ['en-GB', 'dark', 400],
    ['zh-CN', 'light', 400],
    ['zh-CN', 'dark', 1280]
  ] as const) {
    await t.test(`in ${locale}, ${colorScheme}, ${width} px wide, axe finds no violation`, async (t) => {
      const { page, complaints } = await openPage(browser, {
        locale,
        colorScheme,
        viewport: { width, height: 800 },
        reducedMotion: 'reduce'
      })
      const check = async (what: string) => {
        t.same(await accessibilityViolations(page), [], what)
        const overhang: unknown = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        t.ok(Number(overhang) <= 0, `${what}: nothing to scroll sideways, but for ${String(overhang)}`)
      }
      withFaults(t, simulator, { iam: { kind: 'http', status: 503, times: 1 } })
      await page.goto(`${url}/#limit=8`)
      await page.locator('#report-list .failed').first().waitFor()
      await page.locator('#more summary').click()
      await page.locator('#credentials summary').click()
      await check('accounts and a source that failed')
      await page.locator('.open').nth(1).click()
      await check('one account')
      await page.keyboard.press('Escape')
      await page.locator('#scan').uncheck()
      await page.locator('#q').fill('Emma')
      await page.locator('#sources input').nth(3).uncheck()
      await page.locator('#query .primary').click()
      await page.locator('div.failure').waitFor()
      await check('a problem')
      t.same(complaints, [])
    })
  }

  await t.test(
    'with the keyboard alone, a reader can choose, search, turn the page, open an account and copy',
    async (t) => {
      const { page } = await openPage(browser, { locale: 'en-GB' })
      await page.goto(`${url}/`)
      await page.locator('#accounts tr').first().waitFor()
      await tabTo(page, 'input[value=tenant]')
      await page.keyboard.press('Space')
      await tabTo(page, 'input[value=scope]')
      await page.keyboard.press('Space')
      await tabTo(page, '#q')
      await page.keyboard.type('li')
      await page.keyboard.press('Enter')
      await page.getByText('Complete').waitFor()
      t.same(await page.locator('#report-list b').allInnerTexts(), ['industry', 'iam'])

      await tabTo(page, '#next')
      await page.keyboard.press('Enter')
      await page.getByText('on page 2').waitFor()
      t.equal(await page.evaluate('document.activeElement.id'), 'results-title')

      await tabTo(page, '.open')
      const opener = await page.evaluate('document.activeElement.textContent')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await tabTo(page, '#close')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
      t.equal(await page.evaluate('document.activeElement.textContent'), opener)

      await tabTo(page, '#tab-curl')
      await page.keyboard.press('ArrowRight')
      t.equal(await page.evaluate('document.activeElement.id'), 'tab-code')
      t.match(await page.locator('#snippet').innerText(), 'createClient')
      await tabTo(page, '#copy')
      await page.keyboard.press('Enter')
      await page.locator('#copied:not(:empty)').waitFor()
    }
  )

  await t.test('the first Tab focuses a link past the form', async (t) => {
    const { page } = await openPage(browser, { locale: 'en-GB' })
    await page.goto(`${url}/`)
    await page.locator('#results[aria-busy=false]').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    t.equal(await page.evaluate('document.activeElement.id'), 'results-title')
    t.notMatch(page.url(), '#results')
  })
})
