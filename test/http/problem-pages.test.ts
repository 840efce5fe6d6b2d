import t from 'tap'
import { problemType, slugs } from '../../src/model/problem-catalogue.ts'
import { accessibilityViolations, openPage, startBrowser } from '../support/browser.ts'
import { startSandbox } from '../support/service.ts'

void t.test('the pages that explain problems, in a browser', async (t) => {
  const { url } = await startSandbox(t)
  const browser = await startBrowser(t)

  await t.test('each page says what happened, who can fix it and what to do, with an example', async (t) => {
    const { page, complaints } = await openPage(browser)
    for (const slug of slugs) {
      await page.goto(`${url}/problems/${slug}`)
      const { title, meaning, retryable } = problemType(slug)
      t.equal(await page.getByRole('heading', { level: 1 }).innerText(), title)
      const text = await page.locator('main').innerText()
      t.ok(text.includes(meaning.replaceAll('`', '')), slug)
      t.match(text, retryable ? /Retry\?\s+Yes/ : /Retry\?\s+No, the same request fails/)
      for (const example of await page.locator('pre').allInnerTexts())
        t.match(JSON.parse(example), { type: `/problems/${slug}`, title, status: Number, requestId: String })
    }
    t.same(complaints, [])
  })

  await t.test('a problem with two statuses shows both', async (t) => {
    const { page } = await openPage(browser)
    await page.goto(`${url}/problems/upstream-forbidden`)
    t.match(await page.locator('main').innerText(), 'with status 502 or 403')
    t.same(
      (await page.locator('pre').allInnerTexts()).map((example) => JSON.parse(example).status),
      [502, 403]
    )
  })

  await t.test('the list links to each page, and back', async (t) => {
    const { page } = await openPage(browser)
    await page.goto(`${url}/problems`)
    t.equal(await page.locator('tbody tr').count(), slugs.length)
    await page.getByRole('link', { name: 'upstream-timeout' }).click()
    await page.getByRole('heading', { name: 'Upstream timed out' }).waitFor()
    await page.getByRole('link', { name: 'All problems' }).click()
    await page.getByRole('heading', { name: 'Problems' }).waitFor()
  })

  await t.test('going back in a browser shows the page, not the JSON requested meanwhile', async (t) => {
    const { page } = await openPage(browser)
    for (const path of ['/problems', '/problems/not-found']) {
      await page.goto(url + path)
      const json = await page.evaluate(
        "fetch(location.href, { headers: { accept: 'application/json' } }).then((response) => response.text())"
      )
      t.match(json, /^\{/)
      await page.goto(`${url}/docs`)
      await page.goBack()
      await page.getByRole('heading', { level: 1 }).waitFor()
      t.match(await page.content(), /^<!DOCTYPE html>/)
    }
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [400, 1200]) {
      await t.test(`in ${colorScheme}, ${width} px wide, axe finds no violation and nothing overflows`, async (t) => {
        const { page } = await openPage(browser, { colorScheme, viewport: { width, height: 800 } })
        for (const path of ['/problems', '/problems/upstream-timeout', '/problems/invalid-request']) {
          await page.goto(url + path)
          t.same(await accessibilityViolations(page), [], path)
          t.equal(await page.evaluate('document.documentElement.scrollWidth'), width, path)
          t.equal(await page.evaluate('document.documentElement.lang'), 'en')
        }
      })
    }
  }
})

void t.test('caches see that there are two representations and must revalidate', async (t) => {
  const { url } = await startSandbox(t, { environment: { CORS_ORIGINS: 'https://app.example.com' } })
  for (const path of ['/problems', '/problems/not-found']) {
    for (const accept of ['text/html', 'application/json']) {
      const response = await fetch(url + path, { headers: { accept, origin: 'https://app.example.com' } })
      t.match(response.headers.get('content-type'), accept)
      t.equal(response.headers.get('cache-control'), 'no-cache')
      t.equal(response.headers.get('vary'), 'Origin, Accept')
    }
    t.equal((await fetch(url + path, { headers: { accept: 'image/png' } })).headers.get('cache-control'), 'no-store')
  }
})
