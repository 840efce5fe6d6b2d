import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { problemTypes } from '../../src/model/problem-catalogue.ts'
import { fileText, settingNames } from '../support/deployment.ts'

const root = join(import.meta.dirname, '../..')
/** The example source of the guide. */
const madeUp = 'partner'
const documents = globSync(['*.md', '{docs,bench,client,explorer,simulator}/**/*.md'], { cwd: root })

void t.test('documents: every named file exists', async (t) => {
  for (const document of documents) {
    const text = readFileSync(join(root, document), 'utf8')
    for (const [, path = ''] of text.matchAll(
      /`((?:src|test|docs|deploy|bench|openapi|client|explorer|simulator)\/[^\s`<:]*)`/g
    )) {
      const found = [root, join(root, dirname(document))].flatMap((folder) => globSync(path, { cwd: folder }))
      if (!path.includes(madeUp)) t.not(found.length, 0, `${document}: ${path}`)
    }
    for (const [, path = ''] of text.matchAll(/\]\(([^):#]+)(?:#[^)]*)?\)/g)) {
      t.equal(globSync(join(dirname(document), path), { cwd: root }).length, 1, `${document}: ${path}`)
    }
  }
})

void t.test("operations.md: every problem that is not the caller's mistake is described", async (t) => {
  const text = fileText('docs/operations.md')
  for (const [slug, { side, status }] of problemTypes()) {
    if (side !== 'caller' || status === 429) t.match(text, `\`${slug}\``)
  }
})

void t.test('operations.md, security.md: every named setting exists', async (t) => {
  for (const document of ['docs/operations.md', 'docs/security.md']) {
    for (const [, name = ''] of fileText(document).matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)) {
      // Node's own settings are not in the list.
      if (!name.startsWith('NODE_')) t.ok(settingNames.has(name), `${document}: ${name}`)
    }
  }
})

void t.test(
  'decisions: each has the same four sections, a number of its own, and its title in the index',
  async (t) => {
    const index = fileText('docs/decisions/README.md')
    const files = globSync('docs/decisions/[0-9]*.md', { cwd: root }).map((path) =>
      path.slice('docs/decisions/'.length)
    )
    t.equal(new Set(files.map((file) => file.slice(0, 4))).size, files.length)
    for (const file of files) {
      const text = fileText(`docs/decisions/${file}`)
      const [, number = '', title = ''] = /^# (\d{4}) (.+)\n/.exec(text) ?? []
      t.ok(file.startsWith(`${number}-`), file)
      t.ok(index.includes(`| [${number}](${file}) | ${title} |\n`), `${file} is in the index by its title`)
      const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, section]) => section)
      t.same(sections, ['Context', 'Decision', 'Alternatives', 'Consequences'], file)
    }
  }
)
