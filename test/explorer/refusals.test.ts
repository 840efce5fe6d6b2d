import t from 'tap'
import { openPage, startBrowser } from '../support/browser.ts'
import { withKeys } from '../support/keys.ts'
import { startSandbox } from '../support/service.ts'

void t.test('the explorer asks for credentials, and keeps them to itself', async (t) => {
  const browser = await startBrowser(t)
  const environment = withKeys(t, { 'plover-key': { sources: ['tenant', 'iam'] } })
  const { url } = await startSandbox(t, { environment })
  const { page, complaints } = await openPage(browser, { locale: 'en-GB' })
  await page.goto(`${url}/#limit=2`)
  await page.getByText('No answer: Credentials needed.').waitFor()
  const field = page.getByLabel('API key or token')
  t.equal(await page.evaluate('document.activeElement.id'), 'token')
  await field.fill('plover-key')
  await page.keyboard.press('Enter')
  await page.getByText('2 accounts on page 1').waitFor()
  t.same(await page.locator('#sources b').allInnerTexts(), ['tenant', 'iam'])
  t.match(await page.locator('#snippet').innerText(), '"Authorization: Bearer $ROLLCALL_TOKEN"')
  t.notMatch(await page.content(), 'plover-key')
  t.notMatch(page.url(), 'plover-key')
  t.equal(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])'), '[{},{}]')
  t.same(complaints, [])
})

void t.test('the explorer waits as long as it is told', async (t) => {
  const browser = await startBrowser(t)
  const { url } = await startSandbox(t, { environment: { RATE_LIMIT_MAX: '2', RATE_LIMIT_WINDOW_MS: '6000' } })
  const { page, complaints } = await openPage(browser, { locale: 'en-GB' })
  await page.goto(`${url}/`)
  await page.locator('#accounts tbody tr').first().waitFor()
  await page.getByRole('button', { name: 'Show accounts' }).click()
  await page.getByText('No answer: Too many requests.').waitFor()
  const again = page.getByRole('button', { name: 'Ask again' })
  t.equal(await again.isDisabled(), true)
  t.match(await page.locator('#failure').innerText(), /Ask again in \d s\./)
  // Playwright waits until it may be pressed.
  await again.click()
  await page.locator('#accounts tbody tr').first().waitFor()
  t.same(complaints, [])
})
