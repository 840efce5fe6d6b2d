import { readFile } from 'node:fs/promises'
import t from 'tap'
import type { Page } from 'playwright-core'
import { openPage, startBrowser } from '../support/browser.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'

const rows = (page: Page) => page.locator('#accounts tbody tr')
const report = (page: Page, source: string) => page.locator(`#report-list li[data-source=${source}]`)
/** Sends the form, and waits for any answer. */
async function ask(page: Page, button = 'Show accounts'): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click()
  await page.locator('#results[aria-busy=false]').waitFor()
}
async function choose(page: Page, ...sources: readonly string[]): Promise<void> {
  for (const source of ['tenant', 'scope', 'industry', 'iam']) {
    await page.getByRole('checkbox', { name: source }).setChecked(sources.includes(source))
  }
}

void t.test('the explorer in a browser', async (t) => {
  const browser = await startBrowser(t)
  const { url, simulator } = await startSandbox(t, { environment: plain })
  const { page, complaints, requests } = await openPage(browser, {
    locale: 'en-GB',
    permissions: ['clipboard-read', 'clipboard-write']
  })
  const status = page.locator('#status')
  await page.goto(`${url}/`)

  await t.test('shows accounts of every source at once, and which sources answered', async (t) => {
    await rows(page).first().waitFor()
    t.equal(await rows(page).count(), 20)
    t.match(await status.innerText(), '20 accounts on page 1, of 2,348 in all. Complete')
    for (const source of ['tenant', 'scope', 'industry', 'iam']) {
      t.match(await report(page, source).innerText(), /answered\s+5 of [\d,]+\s+\d+ ms/)
      t.match(await page.locator('#sources label', { hasText: source }).innerText(), 'healthy')
    }
    t.equal(await page.getByRole('link', { name: 'API documentation' }).getAttribute('href'), 'docs')
  })

  await t.test('explains itself on the first visit only', async (t) => {
    t.ok(await page.locator('#first-visit').isVisible())
    await page.getByRole('button', { name: 'Got it' }).click()
    await page.reload()
    await rows(page).first().waitFor()
    t.notOk(await page.locator('#first-visit').isVisible())
  })

  await t.test('names the person on the button that opens an account', async (t) => {
    const names = await page.locator('#accounts .open').allInnerTexts()
    t.equal(names.length, 20)
    for (const name of names) t.notMatch(name, /^(?:ln|i)?\d+$/)
  })

  await t.test('turns to the next page and back', async (t) => {
    const first = await rows(page).allInnerTexts()
    await ask(page, 'Next page')
    t.match(await status.innerText(), 'on page 2')
    t.notSame(await rows(page).allInnerTexts(), first)
    t.match(await page.locator('#snippet').innerText(), /cursor=/)
    await ask(page, 'Previous page')
    t.same(await rows(page).allInnerTexts(), first)
    t.equal(await page.getByRole('button', { name: 'Previous page' }).getAttribute('aria-disabled'), 'true')
  })

  await t.test('turns one page at a time, however often the button is pressed', async (t) => {
    await page.getByRole('button', { name: 'Next page', exact: true }).dblclick()
    await page.locator('#results[aria-busy=false]').waitFor()
    t.match(await status.innerText(), 'on page 2')
    await ask(page, 'Previous page')
  })

  await t.test('disables the button after the last page', async (t) => {
    await choose(page, 'iam')
    await page.getByLabel('Accounts per page').fill('60')
    await ask(page)
    await ask(page, 'Next page')
    t.equal(await rows(page).count(), 26)
    t.equal(await page.getByRole('button', { name: 'Next page' }).getAttribute('aria-disabled'), 'true')
  })

  await t.test('searches without search terms in a URL', async (t) => {
    await choose(page, 'industry', 'iam')
    await page.getByLabel('Search in sources').uncheck()
    await page.getByLabel('Search names').fill('Emma')
    await ask(page)
    for (const text of await rows(page).allInnerTexts()) t.match(text, /emma/i)
    t.match(await page.locator('#snippet').innerText(), /accounts\/search' .*"q":"Emma"/s)
    t.match(page.url(), '#source=industry,iam&limit=60&scan=forbid')
    t.notMatch([page.url(), ...requests].join('\n'), 'Emma')
    t.ok(requests.includes(`POST ${url}/accounts/search`))
  })

  await t.test('shows which sources lack a filter, before and after a search', async (t) => {
    await choose(page, 'tenant', 'iam')
    t.match(await page.locator('#note-q').innerText(), 'Not supported by: tenant (the request fails).')
    await ask(page)
    t.match(await page.locator('#failure').innerText(), /Filter not supported by the source tenant cannot filter by q/)
    await choose(page, 'tenant', 'scope', 'industry', 'iam')
    t.match(await page.locator('#note-q').innerText(), 'Not supported by: tenant, scope (skipped).')
    await ask(page)
    t.match(await status.innerText(), 'Not complete: tenant (skipped), scope (skipped)')
    await page.getByLabel('Search names').fill('no such person')
    await ask(page)
    t.match(await status.innerText(), 'No accounts found.')
    await ask(page, 'Remove all filters')
    t.equal(await page.getByLabel('Search names').inputValue(), '')
    t.ok((await rows(page).count()) > 0)
  })

  await t.test('searches every source, shows the progress, and continues', async (t) => {
    await page.getByLabel('Search in sources').check()
    await page.getByLabel('Accounts per page').fill('4')
    await page.getByLabel('Search names').fill('li')
    t.match(await page.locator('#note-q').innerText(), 'Read through for this search: tenant, scope.')
    await ask(page)
    t.match(await status.innerText(), /\d+ of [\d,]+ accounts searched\. Complete/)
    t.ok(await page.locator('#searched').isVisible())
    const first = await rows(page).allInnerTexts()
    await ask(page, 'Search on')
    t.notSame(await rows(page).allInnerTexts(), first)
    await page.getByLabel('Search names').fill('')
    await ask(page)
    t.notOk(await page.locator('#searched').isVisible())
  })

  await t.test('finds one person by phone, email or login id, without the value in a URL', async (t) => {
    const lookup = page.locator('#lookup')
    const dialog = page.getByRole('dialog')
    for (const [kind, value] of [
      ['phone', '10000000001'],
      ['loginId', '10480000521']
    ] as const) {
      await lookup.locator('select').selectOption(kind)
      await lookup.getByLabel('Exact value').fill(value)
      await lookup.getByRole('button', { name: 'Find' }).click()
      await dialog.waitFor()
      t.match(await dialog.locator('dl').innerText(), /identity:/)
      await page.keyboard.press('Escape')
      t.notMatch(requests.join('\n'), encodeURIComponent(value))
    }
    await lookup.getByLabel('Exact value').fill('no such person')
    await lookup.getByRole('button', { name: 'Find' }).click()
    await page.locator('#lookup-status', { hasText: 'No accounts found.' }).waitFor()
  })

  await t.test('exports the chosen sources, and saves complete files only', async (t) => {
    await choose(page, 'iam')
    for (const [format, first] of [
      ['csv', 'id,source'],
      ['ndjson', '{"id":"iam:']
    ] as const) {
      await page.locator('#export select').selectOption(format)
      const saving = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Download' }).click()
      const file = await saving
      t.equal(file.suggestedFilename(), `accounts.${format}`)
      t.match(await readFile(await file.path(), 'utf8'), first)
      await page.locator('#export-status', { hasText: `Complete: 86 accounts in accounts.${format}.` }).waitFor()
    }
    withFaults(t, simulator, { iam: { kind: 'http', status: 418 } })
    await page.getByRole('button', { name: 'Download' }).click()
    await page.locator('#export-status', { hasText: 'Upstream' }).waitFor()
  })

  await t.test('shows that a source fails, why, and where to read more', async (t) => {
    await choose(page, 'tenant', 'iam')
    await page.getByLabel('Accounts per page').fill('10')
    withFaults(t, simulator, { iam: { kind: 'http', status: 503, times: 1 } })
    await ask(page)
    t.equal(await rows(page).count(), 5)
    t.match(await status.innerText(), 'Not complete: iam (failed)')
    const text = await report(page, 'iam').innerText()
    t.match(text, /failed/)
    t.match(text, 'Upstream unavailable')
    t.match(text, 'A retry may succeed. Its accounts arrive on a later page.')
    const link = report(page, 'iam').getByRole('link')
    t.equal(await link.getAttribute('href'), 'problems/upstream-unavailable')
    await ask(page, 'Next page')
    t.match(await report(page, 'iam').innerText(), 'answered')
  })

  await t.test('shows a problem if no source answers, and retries', async (t) => {
    await page.getByLabel('Fail if any source is missing').check()
    withFaults(t, simulator, { iam: { kind: 'http', status: 500, times: 1 } })
    await ask(page)
    t.match(await status.innerText(), 'Request failed: Upstream failed.')
    t.match(await report(page, 'tenant').innerText(), 'answered')
    t.match(await report(page, 'iam').innerText(), /A retry may succeed\.$/)
    await ask(page, 'Retry')
    t.equal(await rows(page).count(), 10)
    await page.getByLabel('Fail if any source is missing').uncheck()
  })

  await t.test('a late answer does not replace a newer one', async (t) => {
    await choose(page, 'tenant')
    withFaults(t, simulator, { tenant: { kind: 'hang', times: 1 } })
    const given = page.waitForEvent('requestfailed')
    await page.getByRole('button', { name: 'Show accounts' }).click()
    await page.getByText('Loading …').waitFor()
    await choose(page, 'iam')
    await ask(page)
    t.match((await given).url(), 'source=tenant')
    t.same(new Set(await page.locator('#accounts .tag').allInnerTexts()), new Set(['iam']))
  })

  await t.test('opens one account with its upstream row', async (t) => {
    await page.getByLabel('Include raw upstream rows').check()
    await ask(page)
    const before = page.url()
    await rows(page).nth(1).getByRole('button').click()
    const dialog = page.getByRole('dialog')
    t.match(await dialog.locator('dl').innerText(), /parentId\s+iam:\d+/)
    t.match(await dialog.getByRole('region', { name: 'Upstream row' }).innerText(), '"AccountName":')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await page.waitForURL(before)
  })

  await t.test('an account has its own address, which works in another browser', async (t) => {
    const before = page.url()
    const opener = rows(page).nth(1).getByRole('button')
    const id = await rows(page).nth(1).locator('code').getAttribute('title')
    await opener.click()
    const address = page.url()
    t.equal(address, `${url}/#/accounts/${id}`)
    await page.keyboard.press('Escape')
    await page.waitForURL(before)
    const { page: other } = await openPage(browser, { locale: 'en-GB' })
    await other.goto(address)
    await other.getByRole('dialog').waitFor()
    t.match(await other.getByRole('dialog').locator('dl').innerText(), `${id}`)
    await other.reload()
    await other.getByRole('dialog').waitFor()
    await other.goto(`${url}/#/accounts/iam:0`)
    await other.reload()
    await other.locator('#failure', { hasText: 'Account not found' }).waitFor()
  })

  await t.test('shows the request as a command and as a program, to copy', async (t) => {
    await page.getByRole('tab', { name: 'As client code' }).click()
    const code = await page.getByRole('tabpanel').innerText()
    t.match(code, "createClient({ baseUrl: '" + url)
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('Copied.').waitFor()
    t.equal(await page.evaluate('navigator.clipboard.readText()'), code)
  })

  await t.test('speaks Chinese when selected, also on the next visit', async (t) => {
    await page.getByRole('button', { name: '中文' }).click()
    t.equal(await page.locator('html').getAttribute('lang'), 'zh-CN')
    t.match(await status.innerText(), '完整：所有数据源均已完整返回。')
    await page.reload()
    await rows(page).first().waitFor()
    t.equal(await page.getByRole('button', { name: '显示账号' }).count(), 1)
    await page.getByRole('checkbox', { name: 'tenant' }).check()
    withFaults(t, simulator, { iam: { kind: 'http', status: 503, times: 1 } })
    await ask(page, '显示账号')
    t.match(await report(page, 'iam').innerText(), /失败[^]*上游暂不可用[^]*其账号会出现在后面的页中。/)
    for (const source of ['tenant', 'iam'] as const)
      withFaults(t, simulator, { [source]: { kind: 'http', status: 503, times: 1 } })
    await ask(page, '显示账号')
    t.match(await report(page, 'iam').innerText(), /重试可能成功。$/)
    withFaults(t, simulator, { iam: { kind: 'http', status: 503, times: 1 } })
    await ask(page, '显示账号')
    await page.getByRole('button', { name: 'English' }).click()
    t.match(await status.innerText(), 'Not complete')
  })

  await t.test('an address restores its query, and follows changes of it', async (t) => {
    await page.goto(`${url}/#source=industry&limit=3&role=SHIFT_LEADER`)
    await page.getByText('3 accounts on page 1').waitFor()
    t.equal(await page.getByLabel('Role code').inputValue(), 'SHIFT_LEADER')
    t.equal(await page.getByRole('checkbox', { name: 'tenant' }).isChecked(), false)
    await rows(page).first().getByRole('button').click()
    t.match(await page.getByRole('dialog').innerText(), 'Not requested')
    await page.getByRole('button', { name: 'Close' }).click()
  })

  t.same(complaints, [])
  t.same(new Set(requests.map((request) => new URL(request.replace(/^\w+ /, '')).origin)), new Set([url]))
})

void t.test('a browser that prefers Chinese gets Chinese', async (t) => {
  const browser = await startBrowser(t)
  const { url } = await startSandbox(t)
  const { page, complaints } = await openPage(browser, { locale: 'zh-CN' })
  await page.goto(`${url}/`)
  await rows(page).first().waitFor()
  t.match(await page.locator('#status').innerText(), /第 1 页 20 个账号，共 2,348 个/)
  t.match(await page.locator('#sources').innerText(), /tenant 租户的三方账号\s+正常/)
  t.same(complaints, [])
})
