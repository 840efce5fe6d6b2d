import { readFileSync } from 'node:fs'
import t from 'tap'
import { chinese, chineseDetails, chineseSources, chineseTitles, chineseWarnings } from '../../explorer/src/chinese.ts'
import { english, fill } from '../../explorer/src/texts.ts'
import { Warning } from '../../src/model/page.ts'
import { slugs } from '../../src/model/problem-catalogue.ts'
import { registry } from '../../src/sources/registry.ts'

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted()
const texts: Readonly<Record<string, string>> = chinese
const page = readFileSync(new URL('../../explorer/src/explorer.html', import.meta.url), 'utf8')

void t.test('the explorer has the same texts in both languages', (t) => {
  t.same(Object.keys(chinese).toSorted(), Object.keys(english).toSorted())
  for (const [name, text] of Object.entries(english)) {
    const other = texts[name] ?? ''
    t.not(other.trim(), '', name)
    t.same(places(other), places(text), name)
  }
  t.end()
})

void t.test('every problem, warning and source has a Chinese text', (t) => {
  t.same(Object.keys(chineseTitles).toSorted(), slugs.toSorted())
  t.same(Object.keys(chineseDetails).toSorted(), slugs.toSorted())
  t.same(chineseSources, Object.fromEntries(registry.map(({ id, title }) => [id, title.zh])))
  t.same(Object.keys(chineseWarnings).toSorted(), Warning.properties.code.enum.toSorted())
  for (const text of Object.values({ ...chineseTitles, ...chineseDetails, ...chineseWarnings }))
    t.match(text, /\p{Script=Han}/u)
  t.end()
})

void t.test('every text that the page uses exists', (t) => {
  const named = [...page.matchAll(/data-(?:text|label)="(\w+)"/g)].map(([, name = '']) => name)
  t.ok(named.length > 20)
  t.same(
    named.filter((name) => !Object.hasOwn(english, name)),
    []
  )
  t.end()
})

void t.test('placeholders are replaced by their values', (t) => {
  t.equal(fill('{count} of {total}', { count: 3, total: '2,348' }), '3 of 2,348')
  t.equal(fill('{count} of {total}', { count: '{total}' }), '{total} of {total}')
  t.end()
})
