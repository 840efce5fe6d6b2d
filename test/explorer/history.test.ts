import t from 'tap'
import type { Page } from 'playwright-core'
import { openPage, startBrowser } from '../support/browser.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'

const ids = (page: Page) => page.locator('#accounts .open').allInnerTexts()
const focused = (page: Page) => page.evaluate('document.activeElement.id')

/** Runs an action that sends a request, and waits for the answer. */
async function after(page: Page, act: () => Promise<unknown>): Promise<void> {
  await act()
  await page.locator('#results[aria-busy=false]').waitFor()
}

void t.test('Back and Forward go through the pages and searches of the explorer', async (t) => {
  const browser = await startBrowser(t)
  const { url } = await startSandbox(t, { environment: plain })
  const { page, complaints, requests } = await openPage(browser, { locale: 'en-GB' })
  const press = (name: string) => after(page, () => page.getByRole('button', { name, exact: true }).click())
  const back = () => after(page, () => page.goBack())
  const forward = () => after(page, () => page.goForward())
  const status = page.locator('#status')
  const search = page.getByLabel('Search names')
  await page.goto(`${url}/docs`)
  await page.goto(`${url}/#source=industry,iam&limit=4`)
  await page.getByText('4 accounts on page 1').waitFor()
  const first = await ids(page)

  await t.test('from page to page', async (t) => {
    await press('Next page')
    const second = await ids(page)
    await press('Next page')
    t.match(await status.innerText(), 'on page 3')
    await back()
    t.match(await status.innerText(), 'on page 2')
    t.same(await ids(page), second)
    t.equal(page.url(), `${url}/#source=industry,iam&limit=4`)
    await back()
    t.match(await status.innerText(), 'on page 1')
    t.same(await ids(page), first)
    await forward()
    t.same(await ids(page), second)
    t.match(await page.locator('#snippet').innerText(), /cursor=/)
    await back()
  })

  await t.test('from search to search, with the old form, and without personal data in the address', async (t) => {
    await search.fill('Emma')
    await press('Show accounts')
    const found = await ids(page)
    await search.fill('li')
    await page.getByRole('checkbox', { name: 'iam' }).uncheck()
    await page.getByLabel('Accounts per page').fill('3')
    await press('Show accounts')
    await press('Next page')
    t.equal(page.url(), `${url}/#source=industry&limit=3`)
    await back()
    await back()
    t.equal(await search.inputValue(), 'Emma')
    t.equal(await page.getByRole('checkbox', { name: 'iam' }).isChecked(), true)
    t.equal(await page.getByLabel('Accounts per page').inputValue(), '4')
    t.same(await ids(page), found)
    await back()
    t.equal(await search.inputValue(), '')
    t.same(await ids(page), first)
    for (const _ of [1, 2, 3]) await forward()
    t.equal(await search.inputValue(), 'li')
    t.match(await status.innerText(), '3 accounts on page 2')
    t.equal(page.url(), `${url}/#source=industry&limit=3`)
    t.notMatch([page.url(), ...requests].join('\n'), /Emma|q=/)
    t.notMatch(JSON.stringify(await page.evaluate('history.state')), /Emma|li/)
  })

  await t.test('without an entry for a repeated request', async (t) => {
    for (const _ of [1, 2, 3]) await back()
    const entries = await page.evaluate('history.length')
    await press('Show accounts')
    await press('Show accounts')
    t.equal(await page.evaluate('history.length'), entries)
    t.same(await ids(page), first)
  })

  await t.test('fast: the last entry is shown', async (t) => {
    await press('Next page')
    await press('Next page')
    await after(page, () => page.evaluate('history.back(), history.back()'))
    await page.getByText('4 accounts on page 1').waitFor()
    t.same(await ids(page), first)
  })

  await t.test('with a keyboard: the focus moves to the start of the accounts', async (t) => {
    await page.locator('#accounts .open').nth(1).press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('#next').press('Enter')
    await page.getByText('on page 2').waitFor()
    await page.locator('#accounts .open').nth(1).press('Enter')
    await page.getByRole('dialog').waitFor()
    await back()
    await page.getByText('on page 1').waitFor()
    t.equal(await page.getByRole('dialog').count(), 0)
    t.equal(await focused(page), 'results-title')
    await page.locator('#accounts .open').first().focus()
    await forward()
    await page.getByText('on page 2').waitFor()
    t.equal(await focused(page), 'results-title')
  })

  await t.test('through addresses that were typed in', async (t) => {
    await after(page, () => page.goto(`${url}/#source=tenant&limit=2`))
    await page.getByText('2 accounts on page 1, of 137').waitFor()
    await press('Next page')
    await back()
    await back()
    await page.getByText('4 accounts on page 2').waitFor()
    await forward()
    await page.getByText('2 accounts on page 1').waitFor()
    t.equal(await page.getByRole('checkbox', { name: 'iam' }).isChecked(), false)
  })

  await t.test('after a reload, with what the address contains', async (t) => {
    await page.reload()
    await page.getByText('2 accounts on page 1, of 137').waitFor()
    await forward()
    await page.getByText('2 accounts on page 1, of 137').waitFor()
    for (const _ of [1, 2]) await back()
    await page.getByText('4 accounts on page 1').waitFor()
    t.same(await ids(page), first)
  })

  await t.test('and back to the page before the explorer', async (t) => {
    await page.goBack()
    await page.goBack()
    await page.waitForURL(`${url}/docs`)
    t.pass()
  })

  t.same(complaints, [])
})
