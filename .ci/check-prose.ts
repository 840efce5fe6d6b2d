import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { findPhrases } from './find-phrases.ts'

/** Excluded: generated files, which repeat checked texts, and files that quote. */
const notChecked =
  /(?:^|\/)(?:dist|fixtures|released)\/|^openapi\/openapi\.|schema\.d\.ts$|package-lock|LICENSE|testing-data|find-phrases/
const checked = /\.(?:md|ts|html|css|conf|ya?ml|js)$|(?:^|\/)(?:Dockerfile|run|\.env\.example)$/

/** Prints each phrase to avoid in documents, comments, schemas and messages, with its place. Exits with 1 if there is any. */
function main(): void {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => checked.test(file) && !notChecked.test(file) && existsSync(file))
  for (const file of files) {
    for (const { line, phrase, advice } of findPhrases(readFileSync(file, 'utf8'))) {
      process.stdout.write(`${file}:${line} "${phrase}": ${advice}\n`)
      process.exitCode = 1
    }
  }
}

main()
