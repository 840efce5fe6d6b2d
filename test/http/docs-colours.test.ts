import t from 'tap'
import type { Page } from 'playwright-core'
import { accessibilityViolations, openPage, startBrowser } from '../support/browser.ts'
import { startSandbox } from '../support/service.ts'

void t.test('the colours of the docs page, in a browser', async (t) => {
  const { url } = await startSandbox(t)
  const browser = await startBrowser(t)

  for (const colorScheme of ['light', 'dark'] as const) {
    await t.test(`a browser that prefers ${colorScheme} gets a readable ${colorScheme} page`, async (t) => {
      const { page, complaints } = await openPage(browser, { colorScheme })
      await page.goto(`${url}/docs`)
      await page.locator('.opblock').first().waitFor()
      const background = await colourOf(page, 'html', 'backgroundColor')
      t.equal(luminance(background) < 0.2, colorScheme === 'dark')
      for (const selector of ['.info p', '.info h2', '.opblock-summary-description', '.opblock-tag small'])
        t.ok(contrast(await colourOf(page, selector, 'color'), background) >= 4.5, selector)
      t.same(complaints, [])
      t.same(await accessibilityViolations(page), [])
    })
  }
})

void t.test('a tried-out operation is readable, in a browser', { timeout: 300_000 }, async (t) => {
  const { url } = await startSandbox(t)
  const browser = await startBrowser(t)
  // Each pair of the three values is covered.
  for (const [colorScheme, width] of [
    ['light', 400],
    ['dark', 1360]
  ] as const) {
    const { page } = await openPage(browser, { colorScheme, viewport: { width, height: 900 } })
    await page.goto(`${url}/docs`)
    for (const id of ['Accounts-listAccounts', 'Lookup-lookupAccounts']) {
      const operation = page.locator(`#operations-${id}`)
      await operation.locator('.opblock-summary-control').click()
      const height: unknown = await page.evaluate(`document.getElementById('operations-${id}').scrollHeight`)
      t.ok(Number(height) < 10_000, `${id} is ${String(height)} px long at ${width} px`)
      await operation.getByRole('button', { name: 'Execute' }).click()
      await operation.locator('.live-responses-table tbody .response-col_status').first().waitFor()
      await operation.getByRole('tab', { name: 'Schema' }).first().click()
    }
    for (const part of ['td.header-col', '.parameter__in', '.microlight', '.json-schema-2020-12-expand-deep-button'])
      t.ok((await page.locator(part).count()) > 0, `${part} is there`)
    t.same(await accessibilityViolations(page), [], `${colorScheme}, ${width} px`)
  }
})

/** Red, green and blue of a colour computed by a browser. */
async function colourOf(page: Page, selector: string, property: 'color' | 'backgroundColor'): Promise<number[]> {
  const colour: unknown = await page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`)
  return (String(colour).match(/\d+/g) ?? []).slice(0, 3).map(Number)
}

/** Contrast of two colours, from 1 to 21 (WCAG 2.2). */
function contrast(one: readonly number[], other: readonly number[]): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) =>
    part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
