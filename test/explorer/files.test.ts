import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { startSandbox } from '../support/service.ts'

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

void t.test('the explorer', async (t) => {
  const { url } = await startSandbox(t)
  const ask = (path: string, headers: Record<string, string> = {}) => fetch(url + path, { redirect: 'manual', headers })

  await t.test('is served at / to browsers, with the usual security policy', async (t) => {
    const { status, headers } = await ask('/', { accept: browser })
    t.equal(status, 200)
    t.equal(headers.get('content-type'), 'text/html; charset=utf-8')
    t.equal(headers.get('vary'), 'Accept')
    const docs = await ask('/docs', { accept: browser })
    t.equal(headers.get('content-security-policy'), docs.headers.get('content-security-policy'))
    t.notMatch(headers.get('content-security-policy'), /script-src|unsafe-eval|https?:/)
  })

  await t.test('redirects clients that do not prefer HTML to the docs', async (t) => {
    for (const accept of ['*/*', 'application/json', 'application/json, text/html;q=0.5']) {
      const { status, headers } = await ask('/', { accept })
      t.equal(status, 302, accept)
      t.equal(headers.get('location'), '/docs')
    }
    t.equal((await ask('/', { accept: 'image/png' })).status, 406)
  })

  for (const [path, type] of [
    ['/', 'text/html; charset=utf-8'],
    ['/explorer/explorer.js', 'text/javascript; charset=utf-8'],
    ['/explorer/explorer.css', 'text/css; charset=utf-8']
  ] as const) {
    await t.test(`${path} is cached by browsers and revalidated`, async (t) => {
      const first = await ask(path, { accept: browser })
      const etag = first.headers.get('etag') ?? ''
      t.equal(first.status, 200)
      t.equal(first.headers.get('content-type'), type)
      t.equal(first.headers.get('cache-control'), 'no-cache')
      t.match(etag, /^"[\w-]{27}"$/)
      for (const kept of [etag, `"another", W/${etag}`, '*']) {
        const again = await ask(path, { accept: browser, 'if-none-match': kept })
        t.equal(again.status, 304, kept)
        t.equal(again.headers.get('etag'), etag)
        t.equal(await again.text(), '')
      }
      t.equal((await ask(path, { accept: browser, 'if-none-match': '"another"' })).status, 200)
    })
  }

  await t.test('stays small: program with the client, styles and page', async (t) => {
    const sizes = ['explorer.html', 'explorer.js', 'explorer.css'].map((name) => {
      const text = readFileSync(new URL(`../../explorer/dist/${name}`, import.meta.url))
      return { whole: text.length, compressed: gzipSync(text).length }
    })
    const total = (size: 'whole' | 'compressed') => sizes.reduce((sum, { [size]: bytes }) => sum + bytes, 0)
    t.ok(total('whole') < 66_000, `${total('whole')} bytes`)
    t.ok(total('compressed') < 24_000, `${total('compressed')} bytes compressed`)
  })

  await t.test('loads nothing from another host, and has no inline script', async (t) => {
    const page = await (await ask('/', { accept: browser })).text()
    t.notMatch(page, /(?:src|href)="(?:https?:)?\/\//)
    t.notMatch(page, /<script[^>]*>[^<]/)
    t.notMatch(page, /\son\w+=/)
  })
})

void t.test('with EXPLORER=off / redirects browsers to the docs, and its files are not found', async (t) => {
  const { url } = await startSandbox(t, { environment: { EXPLORER: 'off' } })
  const page = await fetch(url, { redirect: 'manual', headers: { accept: browser } })
  t.equal(page.status, 302)
  t.equal(page.headers.get('location'), '/docs')
  t.equal((await fetch(`${url}/explorer/explorer.js`)).status, 404)
})
