import t from 'tap'
import { openPage, startBrowser } from '../support/browser.ts'
import { startService } from '../support/service.ts'
import { answerWith } from '../support/samples.ts'
import { plain } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'

const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>"\'><b>bold</b>'
const place = { openId: hostile, loginName: hostile, nickName: hostile, email: hostile, phone: hostile, own: hostile }
const avatar = 'https://elsewhere.example/avatar.png'

void t.test('the explorer shows upstream content as text, and fetches no URL in it', async (t) => {
  const browser = await startBrowser(t)
  const row = JSON.stringify([{ ...place, avatarUrl: avatar }])
  const upstream = await startUpstream(t, (request, response) => {
    if (request.url.startsWith('/user/account/thirdparty')) return sendJson(response, answerWith('tenant', row))
    sendJson(response, JSON.stringify({ id: '1', code: 460, message: hostile, localizedMsg: hostile }))
  })
  const { url } = await startService(t, upstream.url, { environment: plain })
  const { page, complaints, requests } = await openPage(browser, { locale: 'en-GB' })
  await page.goto(`${url}/#source=tenant,scope&limit=4`)
  await page.locator('#accounts .open').waitFor()
  t.match(await page.locator('#accounts').innerText(), hostile)
  t.match(await page.locator('#report-list').innerText(), '<b>bold</b>')
  await page.locator('#accounts .open').click()
  t.match(await page.getByRole('dialog').innerText(), hostile)
  t.match(await page.getByRole('dialog').innerText(), avatar)
  await page.keyboard.press('Escape')

  await page.goto(`${url}/?again#source=scope&limit=4`)
  await page.locator('div.failure').waitFor()
  t.match(await page.locator('div.failure').innerText(), '<b>bold</b>')

  t.equal(await page.title(), 'Rollcall')
  t.equal(await page.locator('main img, main script, main b:text-is("bold")').count(), 0)
  t.same(complaints, [])
  t.same(
    requests.filter((request) => !request.includes(` ${url}/`)),
    []
  )
})
