import t from 'tap'
import { startSandbox } from '../support/service.ts'

void t.test('every page names an icon, so that no browser gets a 404 for one', async (t) => {
  const { url } = await startSandbox(t)
  for (const path of ['/', '/docs', '/problems', '/problems/not-found']) {
    const response = await fetch(url + path, { headers: { accept: 'text/html' } })
    const links = Array.from((await response.text()).matchAll(/<link\b[^>]*\brel="icon"[^>]*>/g), ([link]) => link)
    t.ok(links.length > 0, path)
    for (const link of links) {
      const href = /\bhref="([^"]*)"/.exec(link)?.[1] ?? ''
      t.equal((await fetch(new URL(href, response.url))).status, 200, `${path}: ${href}`)
    }
  }
})
