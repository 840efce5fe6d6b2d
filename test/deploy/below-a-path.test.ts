import t, { type Test } from 'tap'
import { openPage, startBrowser } from '../support/browser.ts'
import { fileText } from '../support/deployment.ts'
import { withFaults } from '../support/faults.ts'
import { startMovingList } from '../support/moving-list.ts'
import { startNginx, withoutNginx } from '../support/nginx.ts'
import { freePort } from '../support/redis.ts'
import { startSandbox, startService } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { walkLinks } from '../support/walk-links.ts'

const environment = { ...plain, PUBLIC_PATH: '/rollcall' }

/** The nginx settings that docs/operations.md shows for a service below a path. */
const documented = /## Behind a proxy, below a path[^]*?```nginx\n([^]*?)```/.exec(fileText('docs/operations.md'))?.[1]

/** nginx in front of the service, with these settings in its `http` block. Gives the origin of nginx. */
async function startProxy(t: Test, serviceUrl: string, settings: string): Promise<string> {
  const folder = t.testdir()
  const url = `http://127.0.0.1:${await freePort()}`
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder};`)
  await startNginx(t, {
    folder,
    readyUrl: `${url}/rollcall/problems`,
    settings: `pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${temporary.join(' ')}
  ${settings.replace('listen 8080', `listen ${new URL(url).host}`).replaceAll('127.0.0.1:3000', new URL(serviceUrl).host)}
}`
  })
  return url
}

void t.test('below a path that nginx strips', { skip: withoutNginx }, async (t) => {
  const { url, simulator } = await startSandbox(t, { environment })
  const origin = await startProxy(t, url, documented ?? '')
  const base = `${origin}/rollcall`
  const json = async (path: string) => JSON.parse(await (await fetch(base + path)).text())

  await t.test('Link leads to the next page', async (t) => {
    t.equal(await walkLinks(`${base}/accounts?source=scope&limit=50`), 125)
    t.equal(await walkLinks(`${base}/accounts?source=tenant,iam&limit=60`), 137 + 86)
    t.equal(await walkLinks(`${base}/accounts?source=iam&page=1&limit=40`), 86)
  })

  await t.test('the type of a problem leads to its page', async (t) => {
    withFaults(t, simulator, { iam: { kind: 'http', status: 503 } })
    for (const [path, slug, instance] of [
      ['/accounts?limit=0', 'invalid-request', '/accounts'],
      ['/nothing', 'not-found', '/nothing'],
      ['/accounts?source=iam', 'upstream-unavailable', '/accounts']
    ] as const) {
      const problem = await json(path)
      t.match(problem, { type: `/rollcall/problems/${slug}`, instance })
      t.match(await (await fetch(new URL(problem.type, origin))).json(), { type: problem.type })
    }
  })

  await t.test('the document names the path as its server', async (t) => {
    t.match(await json('/openapi.json'), { servers: [{ url: '/rollcall' }] })
    t.match(await (await fetch(`${base}/openapi.yaml`)).text(), /url: \/rollcall\n/)
  })

  await t.test('redirects lead below the path', async (t) => {
    for (const [path, location] of [
      ['', '/rollcall/docs'],
      ['/', '/rollcall/docs'],
      ['/docs/static/index.html', '/rollcall/docs/']
    ] as const) {
      const { status, headers } = await fetch(base + path, { redirect: 'manual' })
      t.match({ status, location: headers.get('location') }, { status: 302, location }, path)
    }
  })

  await t.test('the pages work in a browser', async (t) => {
    const browser = await startBrowser(t)
    for (const path of ['', '/', '/docs', '/docs/', '/problems']) {
      const { page, complaints, requests } = await openPage(browser, { locale: 'en-GB' })
      const failed: string[] = []
      page.on('response', (response) => {
        if (response.status() >= 400) failed.push(response.url())
      })
      await page.goto(base + path)
      if (path === '' || path === '/') await page.locator('#accounts tbody tr').nth(19).waitFor()
      else await page.getByRole('heading', { name: path === '/problems' ? 'Problems' : /Rollcall/ }).waitFor()
      t.same([...complaints, ...failed], [], path)
      t.ok(requests.every((request) => request.includes(` ${base}`)))
      await page.context().close()
    }
  })
})

void t.test('below a path that nginx strips, ids keep every character', { skip: withoutNginx }, async (t) => {
  const list = await startMovingList(t, 0)
  list.ids.push('a/b', '100%', 'a%2Fb', '王 小', 'a?b#c', '..', '+', 'a//b')
  const { url } = await startService(t, list.url, { environment })
  const origin = await startProxy(t, url, documented ?? '')
  for (const id of list.ids) {
    const answer = await fetch(`${origin}/rollcall/accounts/${encodeURIComponent(`tenant:${id}`)}?fields=userName`)
    t.match(await answer.json(), { id: `tenant:${id}` }, id)
  }
})

void t.test('below a path that nginx does not strip, every path is not-found', { skip: withoutNginx }, async (t) => {
  const { url } = await startSandbox(t, { environment })
  const origin = await startProxy(
    t,
    url,
    `server {
      listen 8080;
      location / { proxy_pass http://127.0.0.1:3000; }
      location = /rollcall/problems { proxy_pass http://127.0.0.1:3000/problems; }
    }`
  )
  for (const path of ['/rollcall', '/rollcall/', '/rollcall/docs', '/rollcall/accounts', '/rollcall/livez']) {
    const answer = await fetch(origin + path)
    t.match(await answer.json(), { status: 404, type: '/rollcall/problems/not-found', instance: path }, path)
  }
})
