import t from 'tap'
import { startSandbox } from '../support/service.ts'

void t.test('SOURCES=identity: a service that looks up and lists nothing', async (t) => {
  const { url, get, post } = await startSandbox(t, { environment: { SOURCES: 'identity' } })

  await t.test('looks up', async (t) => {
    t.match(await get('/accounts/lookup?phone=10000000001'), { status: 200, body: { source: 'identity' } })
    const { status, body } = await post('/accounts/lookup', { keys: [{ phone: '10000000001' }] })
    t.equal(status, 200)
    t.match(body, { results: [{ status: 'found' }], complete: true })
  })

  await t.test('has no list with any method', async (t) => {
    for (const path of ['/accounts', '/accounts?source=identity', '/accounts/search', '/accounts/export']) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const response = await fetch(url + path, { method })
        t.equal(response.status, 404, `${method} ${path}`)
        t.match(await response.json(), { type: '/problems/not-found' })
      }
    }
  })

  await t.test('reports its capabilities', async (t) => {
    t.match((await get('/sources')).body, { data: [{ source: 'identity', kind: 'lookup' }] })
    t.match((await get('/sources/identity')).body, { source: 'identity' })
    t.equal((await get('/sources/tenant')).status, 404)
  })

  await t.test('documents the existing operations, without empty enumerations', async (t) => {
    const document: { paths: object } = JSON.parse(await (await fetch(`${url}/openapi.json`)).text())
    t.same(
      Object.keys(document.paths).filter((path) => path.startsWith('/accounts')),
      ['/accounts/lookup']
    )
    t.notMatch(JSON.stringify(document), /"enum":\[\]/)
  })

  await t.test('has all other routes', async (t) => {
    for (const path of [
      '/docs',
      '/openapi.yaml',
      '/problems',
      '/problems/not-found',
      '/metrics',
      '/livez',
      '/readyz'
    ]) {
      t.equal((await fetch(url + path)).status, 200, path)
    }
  })

  await t.test('redirects browsers to the docs: the explorer has nothing to show', async (t) => {
    const { status, headers } = await fetch(`${url}/`, { redirect: 'manual', headers: { accept: 'text/html' } })
    t.same([status, headers.get('location')], [302, '/docs'])
    t.equal((await fetch(`${url}/explorer/explorer.js`)).status, 404)
  })
})
