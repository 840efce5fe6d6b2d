import t from 'tap'
import { startBrowser } from '../support/browser.ts'
import { startSandbox } from '../support/service.ts'

void t.test('the docs page in a browser', async (t) => {
  const { url } = await startSandbox(t)
  const browser = await startBrowser(t)
  const page = await browser.newPage()
  const complaints: string[] = []
  const hosts = new Set<string>()
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) hosts.add(new URL(request.url()).origin)
  })

  await page.goto(`${url}/docs`)
  await page.getByRole('heading', { name: /Rollcall/ }).waitFor()

  await t.test('"Try it out" shows an account', async (t) => {
    await page
      .locator('#operations-Accounts-listAccounts')
      .getByRole('button', { name: /\/accounts/ })
      .first()
      .click()
    const operation = page.locator('#operations-Accounts-listAccounts')
    await operation.getByRole('button', { name: 'Execute' }).click()
    const answer = operation.locator('.live-responses-table tbody .response-col_description').first()
    await answer.waitFor()
    t.match(await operation.locator('.live-responses-table tbody .response-col_status').first().innerText(), '200')
    t.match(await answer.innerText(), /"source": "tenant"/)
    t.match(await answer.innerText(), /"total": 137/)
  })

  await t.test('the schemas are readable', async (t) => {
    const text = await page.locator('section.models').innerText()
    t.match(text, 'Account')
    t.match(text, 'Problem')
  })

  t.same(complaints, [])
  t.same([...hosts], [url])
})
