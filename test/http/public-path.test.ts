import httpProxy from '@fastify/http-proxy'
import fastify from 'fastify'
import t, { type Test } from 'tap'
import { readConfig, ConfigInvalid } from '../../src/config/config.ts'
import { registry } from '../../src/sources/registry.ts'
import { sandboxSettings } from '../../simulator/src/sandbox-settings.ts'
import { openPage, startBrowser } from '../support/browser.ts'
import { withFaults } from '../support/faults.ts'
import { openRaw } from '../support/raw.ts'
import { startSandbox } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { walkLinks } from '../support/walk-links.ts'

/** A proxy that serves `upstream` below `prefix`, which it removes. */
async function startProxy(t: Test, upstream: string, prefix: string): Promise<string> {
  const proxy = fastify()
  await proxy.register(httpProxy, { upstream, prefix, internalRewriteLocationHeader: false })
  t.teardown(() => proxy.close())
  return `${await proxy.listen({ host: '127.0.0.1', port: 0 })}${prefix}`
}

/** The sandbox below this path, through a proxy. */
async function startBelow(t: Test, prefix: string, setting: string | null) {
  const sandbox = await startSandbox(t, {
    environment: { ...plain, ...(setting === null ? {} : { PUBLIC_PATH: setting }) }
  })
  return { ...sandbox, base: await startProxy(t, sandbox.url, prefix) }
}

const unavailable = { kind: 'http', status: 503 } as const

interface Problem {
  readonly type: string
  readonly slug: string
  readonly instance: string
}

void t.test('below a path, every link to the service is below it', async (t) => {
  for (const [prefix, setting] of [
    ['/rollcall', '/rollcall'],
    ['/rollcall', '/rollcall/'],
    ['/apis/v1/people~1', '/apis/v1/people~1']
  ] as const) {
    await t.test(`PUBLIC_PATH=${setting}`, async (t) => {
      const { base, url, simulator } = await startBelow(t, prefix, setting)
      const json = async (path: string, init?: RequestInit) => JSON.parse(await (await fetch(base + path, init)).text())

      await t.test('Link', async (t) => {
        const total = await walkLinks(`${base}/accounts?source=scope&limit=50`)
        t.equal(total, 125)
        const numbered = await fetch(`${base}/accounts?source=iam&limit=20&page=2`)
        const links = numbered.headers.get('link')?.split(', ') ?? []
        t.equal(links.length, 4)
        for (const link of links) t.ok(link.startsWith(`<${prefix}/accounts?`), link)
      })

      await t.test('problem types, in every place of a problem', async (t) => {
        const problems: Problem[] = [
          await json('/accounts?limit=0'),
          await json('/nothing'),
          await json('/accounts', { method: 'DELETE' })
        ]
        withFaults(t, simulator, { iam: unavailable, identity: unavailable })
        problems.push((await json('/accounts?limit=8')).sources[3].problem)
        const all = await json('/accounts?source=tenant,iam&partial=forbid')
        problems.push(all, all.sources[1].problem)
        const exported = await (await fetch(`${base}/accounts/export?source=tenant,iam`)).text()
        problems.push(JSON.parse(exported.trimEnd().split('\n').at(-1) ?? '').end.sources[1].problem)
        const batch = await json('/accounts/lookup', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"keys":[{"phone":"1"}]}'
        })
        problems.push(batch, batch.results[0].problem)
        for (const { type, slug } of problems) {
          t.equal(type, `${prefix}/problems/${slug}`)
          t.equal((await fetch(new URL(type, base))).status, 200)
        }
        t.equal(problems.length, 9)
        t.match(problems[0], { instance: '/accounts' }, 'the path of the request is as the service got it')
        const raw = await openRaw(t, url, 'NONSENSE\r\n\r\n').ended
        t.match(raw, `"type":"${prefix}/problems/invalid-request"`)
      })

      await t.test('the problem types themselves', async (t) => {
        const { data } = await json('/problems')
        for (const { type, sample } of data) t.match([type, sample.type], [new RegExp(`^${prefix}/problems/`), type])
        t.match(await json('/problems/not-found'), { type: `${prefix}/problems/not-found` })
      })

      await t.test('the document', async (t) => {
        const document = await json('/openapi.json')
        t.match(document.servers, [{ url: prefix }])
        t.ok(document.paths['/problems/{slug}'])
        t.match(document.components.schemas.Problem.properties.slug, Object)
        const text = JSON.stringify(document)
        t.notMatch(text, '"/problems/upstream-timeout"')
        t.match(text, `"${prefix}/problems/upstream-timeout"`)
        t.match(await (await fetch(`${base}/openapi.yaml`)).text(), `url: ${prefix}`)
      })

      await t.test('redirects', async (t) => {
        for (const [path, location] of [
          ['/', `${prefix}/docs`],
          ['/docs/static/index.html', `${prefix}/docs/`]
        ] as const) {
          const { status, headers } = await fetch(base + path, { redirect: 'manual' })
          t.equal(status, 302)
          t.equal(headers.get('location'), location)
          t.equal(headers.get('set-cookie'), null)
        }
      })
    })
  }
})

void t.test('below a path, the pages work in a browser', async (t) => {
  const browser = await startBrowser(t)
  for (const [setting, ends] of [
    ['/rollcall', ['', '/']],
    [null, ['/']]
  ] as const) {
    const { base } = await startBelow(t, '/rollcall', setting)
    for (const end of ends) {
      await t.test(`the explorer at /rollcall${end}, PUBLIC_PATH ${setting}`, async (t) => {
        const { page, complaints, requests } = await openPage(browser, { locale: 'en-GB' })
        await page.goto(base + end)
        await page.locator('#accounts tbody tr').first().waitFor()
        t.equal(await page.locator('#accounts tbody tr').count(), 20)
        await page.getByRole('link', { name: 'API documentation' }).click()
        await page.getByRole('heading', { name: /Rollcall/ }).waitFor()
        t.same(
          requests.filter((request) => !request.includes('/rollcall')),
          []
        )
        t.same(complaints, [])
        await page.context().close()
      })
    }
    for (const end of ['/docs', '/docs/']) {
      await t.test(`${end}, PUBLIC_PATH ${setting}`, async (t) => {
        const { page, complaints, requests } = await openPage(browser)
        await page.goto(base + end)
        await page.getByRole('heading', { name: /Rollcall/ }).waitFor()
        const operation = page.locator('#operations-Sources-listSources')
        await operation
          .getByRole('button', { name: /\/sources/ })
          .first()
          .click()
        if (await operation.getByRole('button', { name: 'Try it out' }).isVisible()) {
          await operation.getByRole('button', { name: 'Try it out' }).click()
        }
        await operation.getByRole('button', { name: 'Execute' }).click()
        await operation.locator('.live-responses-table tbody .response-col_description').first().waitFor()
        t.ok(requests.includes(`GET ${base}/sources`))
        t.same(
          requests.filter((request) => !request.includes('/rollcall/')),
          []
        )
        t.same(complaints, [])
        await page.context().close()
      })
    }
    await t.test(`the problem pages, PUBLIC_PATH ${setting}`, async (t) => {
      const { page, requests } = await openPage(browser)
      await page.goto(`${base}/problems`)
      await page.getByRole('link', { name: 'upstream-timeout' }).click()
      await page.getByRole('heading', { name: 'Upstream timed out' }).waitFor()
      await page.getByRole('link', { name: 'All problems' }).click()
      await page.getByRole('heading', { name: 'Problems' }).waitFor()
      t.same(
        requests.filter((request) => !request.includes('/rollcall/')),
        []
      )
      await page.context().close()
    })
  }
})

/** The public path of a setting, or its mistakes. */
function publicPathOf(value: string): string | readonly string[] {
  try {
    return readConfig({ ...sandboxSettings('http://127.0.0.1:1'), PUBLIC_PATH: value }, registry).publicPath
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.mistakes
    throw error
  }
}

void t.test('PUBLIC_PATH: an invalid path stops the start', (t) => {
  for (const value of [
    'rollcall',
    'https://example.com/rollcall',
    '//example.com',
    '/a//b',
    '/a/../b',
    '/.',
    '/a?b=1',
    '/a#b',
    '/a b',
    '/a"><script>',
    '/a\r\nb',
    '/%zz'
  ]) {
    t.match(
      publicPathOf(value),
      [/^PUBLIC_PATH (?:must be a path such as \/rollcall|contains a control character)/],
      value
    )
  }
  for (const [value, path] of [
    ['/', ''],
    ['', ''],
    ['/rollcall', '/rollcall'],
    ['/rollcall/', '/rollcall'],
    ['/a/b.c/d-e', '/a/b.c/d-e'],
    ['/%E8%B4%A6', '/%E8%B4%A6']
  ] as const) {
    t.equal(publicPathOf(value), path)
  }
  t.end()
})
