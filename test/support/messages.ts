import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

export interface Message {
  readonly file: string
  /** `…` stands for each value. */
  readonly message: string
}

const root = join(import.meta.dirname, '../..')

/** Files whose texts are settings, key files, descriptions, or upstream messages. */
const others =
  /\/(?:document\/.*|problem-pages|security-headers|key-file|watch-keys|settings|family-settings|list-fields|fields|origins|business-failures)\.ts$/

/** The literals in these files that read like a problem's detail: words that begin with a small letter, without a full stop. */
export function messagesIn(pattern: string): Message[] {
  return globSync(pattern, { cwd: root })
    .filter((file) => !others.test(file))
    .flatMap((file) =>
      literalsOf(file)
        .filter((text) => /^[a-z…][^.]*[a-z] [^]*[^. ]$/.test(text) && !/\. /.test(text))
        .map((message) => ({ file, message }))
    )
}

/** String and template literals. What stands within a template is one of its values. */
function literalsOf(file: string): string[] {
  const literals: string[] = []
  let templates = 0
  const visitor = new Visitor({
    Literal: ({ value }) => {
      if (templates === 0 && typeof value === 'string') literals.push(value)
    },
    TemplateLiteral: ({ quasis }) => {
      if (templates++ === 0) literals.push(quasis.map((part) => part.value.cooked ?? '').join('…'))
    },
    'TemplateLiteral:exit': () => {
      templates--
    }
  })
  visitor.visit(parseSync(file, readFileSync(join(root, file), 'utf8')).program)
  return literals
}
