import t from 'tap'
import { openPage, startBrowser } from '../support/browser.ts'
import { withFaults } from '../support/faults.ts'
import { startSandbox, startService } from '../support/service.ts'
import { answerWith } from '../support/samples.ts'
import { plain } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

void t.test('the explorer explains unusual answers', async (t) => {
  const browser = await startBrowser(t)

  await t.test('a missing row', async (t) => {
    const rows = '[{"openId":"a","loginName":"plover"},{"loginName":"lost"}]'
    const upstream = await startUpstream(t, (_request, response) => sendJson(response, answerWith('tenant', rows, '2')))
    const { url } = await startService(t, upstream.url, { environment: plain })
    const { page } = await openPage(browser, { locale: 'en-GB' })
    await page.goto(`${url}/#source=tenant`)
    await page.getByText('Not complete: tenant (answered)').waitFor()
    t.match(await page.locator('#accounts').innerText(), 'plover')
    t.match(await page.locator('#report-list').innerText(), '(row 1)')
    await page.getByRole('button', { name: '中文' }).click()
    t.match(await page.locator('#report-list').innerText(), '有一行无法解析，未列出 (第 1 行)')
  })

  await t.test('a stale cached response, and the state of the circuit', async (t) => {
    const environment = { ...plain, CACHE_TTL_MS: '1', CACHE_STALE_IF_ERROR_MS: '600000', BREAKER_THRESHOLD: '1' }
    const { url, simulator } = await startSandbox(t, { environment })
    const { page } = await openPage(browser, { locale: 'en-GB' })
    await page.goto(`${url}/#source=tenant,iam&limit=4`)
    await page.locator('#accounts .open').first().waitFor()
    withFaults(t, simulator, { iam: { kind: 'http', status: 503 } })
    await page.getByRole('button', { name: 'Show accounts' }).click()
    const report = page.locator('#report-list li[data-source=iam]')
    await report.getByText(/cached answer, \d+ s old/).waitFor()
    t.equal(await page.locator('#accounts tbody tr').count(), 4)

    await page.getByLabel('Accounts per page').fill('6')
    await page.getByRole('button', { name: 'Show accounts' }).click()
    await report.getByText('failed', { exact: true }).waitFor()
    await page.locator('#sources label', { hasText: 'iam' }).getByText('paused').waitFor()
  })

  await t.test('no connection, and an answer of another server', async (t) => {
    const { url } = await startSandbox(t)
    const { page } = await openPage(browser, { locale: 'en-GB' })
    await page.goto(`${url}/#limit=2`)
    await page.locator('#accounts .open').first().waitFor()
    await page.route('**/accounts?*', (route) => route.abort())
    await page.getByRole('button', { name: 'Show accounts' }).click()
    await page.getByText('Request failed: Cannot reach the service.').waitFor()
    await page.unroute('**/accounts?*')
    await page.route('**/accounts?*', (route) => route.fulfill({ status: 502, body: '<h1>Bad gateway</h1>' }))
    await page.getByRole('button', { name: 'Retry' }).click()
    await page.getByText('Request failed: The answer is not from Rollcall.').waitFor()
    await page.unroute('**/accounts?*')
    await page.getByRole('button', { name: 'Retry' }).click()
    await page.getByText('2 accounts on page 1').waitFor()
    t.equal(await page.locator('div.failure').count(), 0)
  })

  await t.test('no source chosen', async (t) => {
    const { url } = await startSandbox(t)
    const { page, requests } = await openPage(browser, { locale: 'en-GB' })
    await page.goto(`${url}/#source=iam&limit=2`)
    await page.locator('#accounts .open').first().waitFor()
    await page.getByRole('checkbox', { name: 'iam' }).uncheck()
    const before = requests.length
    await page.getByRole('button', { name: 'Show accounts' }).click()
    await page.getByText('Choose at least one source.').waitFor()
    t.equal(requests.length, before)
  })
})
