import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { slugs } from '../../src/model/problem-catalogue.ts'
import { startSandbox } from '../support/service.ts'

const committed: unknown = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'))

void t.test('the service describes itself', async (t) => {
  const { url, get } = await startSandbox(t)
  const page = async (path: string, accept = 'text/html') => {
    const response = await fetch(url + path, { headers: { accept } })
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
  }

  await t.test('/openapi.json is the committed document, and /openapi.yaml the same', async (t) => {
    const { body } = await get('/openapi.json')
    t.same(body, committed)
    const yaml = await page('/openapi.yaml', '*/*')
    t.match(yaml.type, /^application\/yaml/)
    t.same(parse(yaml.text), committed)
  })

  await t.test(
    'every operation has a description, an example for every answer and a description of every parameter',
    async (t) => {
      const document = JSON.parse(JSON.stringify(committed))
      t.equal(document.openapi, '3.1.0')
      for (const [path, methods] of Object.entries<Record<string, Operation>>(document.paths)) {
        for (const [method, operation] of Object.entries(methods)) {
          const name = `${method} ${path}`
          t.ok(operation.summary && operation.description && operation.operationId && operation.tags?.length, name)
          for (const parameter of operation.parameters ?? []) t.ok(parameter.description, `${name} ${parameter.name}`)
          for (const [status, { description, content }] of Object.entries(operation.responses)) {
            t.ok(description, `${name} ${status}`)
            for (const [type, { schema, examples }] of Object.entries(content)) {
              t.ok(schema, `${name} ${status} ${type}`)
              t.ok(Object.values(examples ?? {}).length > 0, `${name} ${status} has an example`)
              t.ok(
                Object.values(examples ?? {}).every(({ $ref: reference, value }) => (reference ?? value) !== undefined),
                `${name} ${status} examples have values`
              )
            }
          }
        }
      }
    }
  )

  await t.test('/docs is a page', async (t) => {
    t.match((await page('/docs')).text, /swagger-ui/)
  })

  await t.test('a missing file of the docs page is a problem too', async (t) => {
    for (const path of [
      '/docs/static/nope',
      '/docs/static//',
      '/docs/static/%00',
      '/docs/static/..%2f..%2fpackage.json',
      '/docs/nope'
    ]) {
      const { status, type, text } = await page(path)
      t.match(status, /^40[04]$/, path)
      t.match(type, /^application\/problem\+json/)
      t.match(JSON.parse(text), { status, instance: path })
    }
  })

  await t.test('every problem type is explained, as JSON or as a page', async (t) => {
    const list = JSON.parse((await page('/problems', 'application/json')).text)
    t.same(
      list.data.map(({ type }: { type: string }) => type),
      slugs.map((slug) => `/problems/${slug}`)
    )
    t.match((await page('/problems')).text, /upstream-timeout/)
    for (const slug of slugs) {
      const { body } = await get(`/problems/${slug}`)
      t.match(body, { type: `/problems/${slug}`, title: String, status: Number })
      const html = await page(`/problems/${slug}`)
      t.match(html.type, /^text\/html/)
      for (const heading of ['What happened', 'Who can fix it', 'What to do', 'Example']) t.match(html.text, heading)
    }
    t.match(await get('/problems/nothing'), { status: 404, body: { type: '/problems/not-found' } })
    t.equal((await page('/problems', 'image/png')).status, 406)
  })
})

interface Operation {
  readonly summary?: string
  readonly description?: string
  readonly operationId?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly { readonly name: string; readonly description?: string }[]
  readonly responses: Record<
    string,
    {
      readonly description: string
      readonly content: Record<
        string,
        {
          readonly schema: unknown
          readonly examples?: Record<string, { readonly $ref?: string; readonly value?: unknown }>
        }
      >
    }
  >
}
