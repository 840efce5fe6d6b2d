import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Message {
  readonly file: string
  /** `…` stands for each value. */
  readonly message: string
}

const root = join(import.meta.dirname, '../..')

/** Comments, literals and regular expressions. Templates in templates are found as part of the outer one. */
const token =
  /\/\*[^]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.|\$(?!\{)|\$\{(?:[^`{}]|`[^`]*`|\{[^{}]*\})*\})*`|(?<=[=(,:;!&|?[{}\n]\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/g
const value = /\$\{(?:[^`{}]|`[^`]*`|\{[^{}]*\})*\}/g

/** Files whose texts are settings, key files, descriptions, or upstream messages. */
const others =
  /\/(?:document\/.*|problem-pages|security-headers|key-file|watch-keys|settings|family-settings|list-fields|fields|origins|business-failures)\.ts$/

/** The literals in these files that read like a problem's detail: words that begin with a small letter, without a full stop. */
export function messagesIn(pattern: string): Message[] {
  return globSync(pattern, { cwd: root })
    .filter((file) => !others.test(file))
    .flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(token)]
        .filter(([text]) => !text.startsWith('/'))
        .map(([text]) => ({ file, message: text.slice(1, -1).replaceAll(value, '…') }))
        .filter(({ message }) => /^[a-z…][^.]*[a-z] [^]*[^. ]$/.test(message) && !/\. /.test(message))
    )
}
