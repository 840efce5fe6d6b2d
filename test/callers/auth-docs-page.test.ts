import t from 'tap'
import { startBrowser } from '../support/browser.ts'
import { withKeys } from '../support/keys.ts'
import { startSandbox } from '../support/service.ts'

void t.test('"Authorize" on the docs page', async (t) => {
  const { url } = await startSandbox(t, { environment: withKeys(t, { 'plover-key': {} }) })
  const browser = await startBrowser(t)
  const page = await browser.newPage()

  for (const [scheme, field] of [
    ['bearer', '#auth-bearer-value'],
    ['X-Api-Key', '#api_key_value']
  ] as const) {
    await t.test(`takes a key as ${scheme}, and "Try it out" succeeds with it`, async (t) => {
      await page.goto(`${url}/docs`)
      const operation = page.locator('#operations-Accounts-listAccounts')
      await operation
        .getByRole('button', { name: /\/accounts/ })
        .first()
        .click()
      const execute = async (): Promise<number> => {
        const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/accounts')
        await operation.getByRole('button', { name: 'Execute' }).click()
        return (await answered).status()
      }
      t.equal(await execute(), 401)

      await page.locator('.auth-wrapper').getByRole('button', { name: 'Authorize' }).first().click()
      await page.locator(field).fill('plover-key')
      const form = page.locator('form', { has: page.locator(field) })
      await form.getByRole('button', { name: /authorize|apply/i }).click()
      // Its field disappears once the key is accepted.
      await page.locator(field).waitFor({ state: 'detached' })
      await page.locator('.modal-ux .btn-done').first().click()
      t.equal(await execute(), 200)
    })
  }
})
