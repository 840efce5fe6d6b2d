import t from 'tap'
import { openPage, startBrowser } from '../support/browser.ts'
import { startSandbox } from '../support/service.ts'

const phone = { width: 400, height: 800 }

void t.test('the view of the docs page, in a browser', async (t) => {
  const { url } = await startSandbox(t)
  const browser = await startBrowser(t)

  await t.test('the first screen has what a newcomer needs', async (t) => {
    const { page, complaints, requests } = await openPage(browser)
    await page.goto(`${url}/docs`)
    await page.locator('.opblock').first().waitFor()
    const words = page.locator('.info')
    for (const heading of ['Quick start', 'Paging', 'Partial answers', 'Errors', 'Authentication', 'Limits'])
      t.ok(await words.getByRole('heading', { name: heading }).isVisible(), heading)
    t.match(await words.innerText(), 'curl "$ROLLCALL/accounts?limit=2"')
    t.notMatch(
      await words.locator('.renderedMarkdown').innerText(),
      /127\.0\.0\.1|localhost/,
      'that is where only some installations are'
    )
    const heading = '.info .renderedMarkdown h2'
    const top = async (selector: string) => (await page.locator(selector).first().boundingBox())?.y ?? 0
    t.ok((await top(heading)) < 400, 'without scrolling')
    t.ok((await top(heading)) < (await top('.opblock')), 'before the operations')
    t.same(await page.locator('.opblock-tag').evaluateAll((tags) => tags.map((tag) => tag.getAttribute('data-tag'))), [
      'Accounts',
      'Lookup',
      'Export',
      'Sources',
      'Caller',
      'Problems',
      'Operations'
    ])
    t.same(complaints, [])
    for (const request of requests) t.ok(request.startsWith(`GET ${url}/`), request)
  })

  await t.test('a link to an operation opens it', async (t) => {
    const { page } = await openPage(browser)
    await page.goto(`${url}/docs#/Lookup/lookupAccount`)
    const operation = page.locator('#operations-Lookup-lookupAccount')
    await operation.locator('.opblock-body').waitFor()
    t.match(await operation.innerText(), /account-not-found|Account not found/)
    t.equal(await page.locator('.opblock.is-open').count(), 1)
  })

  await t.test('a shared example is shown with each operation', async (t) => {
    const { page, complaints } = await openPage(browser)
    for (const id of ['listAccounts', 'searchAccounts']) {
      await page.goto('about:blank')
      await page.goto(`${url}/docs#/Accounts/${id}`)
      const answer = page.locator(`#operations-Accounts-${id} .response[data-code="200"]`)
      await answer.locator('select.examples-select-element').selectOption({ label: 'One of several sources failed' })
      await answer.getByText('/problems/upstream-timeout').waitFor()
      t.match(await answer.locator('.microlight').innerText(), /"status": "failed"/)
    }
    t.same(complaints, [])
  })

  await t.test('on a phone nothing overflows, and the text has its intended size', async (t) => {
    const { page } = await openPage(browser, { viewport: phone, isMobile: true, hasTouch: true })
    for (const place of ['', '#/Accounts/listAccounts', '#/Lookup/lookupAccounts']) {
      await page.goto('about:blank')
      await page.goto(`${url}/docs${place}`)
      await page
        .locator(place === '' ? '.opblock' : '.opblock-body .responses-table')
        .first()
        .waitFor()
      t.equal(await page.evaluate('document.documentElement.scrollWidth'), phone.width, place)
      t.equal(await page.evaluate('innerWidth'), phone.width, place)
    }
  })
})
