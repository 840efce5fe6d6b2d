import t from 'tap'
import { pageLinks } from '../../src/http/routes/page-links.ts'

const page = { limit: 10, number: null, total: 95, nextCursor: 'abc' }

void t.test("a link keeps the caller's query, and replaces page and cursor", (t) => {
  t.equal(
    pageLinks('/accounts?q=%E6%9D%8E&cursor=old&source=industry', page),
    '</accounts?q=%E6%9D%8E&source=industry&cursor=abc>; rel="next"'
  )
  t.equal(pageLinks('/accounts?q=a?b', page), '</accounts?q=a?b&cursor=abc>; rel="next"')
  t.equal(pageLinks('/accounts', page), '</accounts?cursor=abc>; rel="next"')
  t.equal(pageLinks('/accounts?pages=1', { ...page, nextCursor: null }), null)
  t.end()
})

void t.test('characters that would end a link are percent-encoded', (t) => {
  t.equal(pageLinks('/accounts?q=a>b"\xe6\x9d\x8e', page), '</accounts?q=a%3Eb%22%E6%9D%8E&cursor=abc>; rel="next"')
  t.end()
})

void t.test('a page number links to the first, previous, next and last page', (t) => {
  t.same(rels(1, 95, 'x'), ['first 1', 'next 2', 'last 10'])
  t.same(rels(10, 95, null), ['first 1', 'prev 9', 'last 10'])
  t.same(rels(2, null, 'x'), ['first 1', 'prev 1', 'next 3'])
  t.same(rels(1, 0, null), ['first 1', 'last 1'])
  t.end()
})

function rels(number: number, total: number | null, nextCursor: string | null): string[] {
  const links = pageLinks('/a', { limit: 10, number, total, nextCursor }) ?? ''
  return [...links.matchAll(/page=(\d+)>; rel="(\w+)"/g)].map(([, to, rel]) => `${rel} ${to}`)
}
