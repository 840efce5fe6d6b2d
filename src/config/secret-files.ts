import { readFileSync } from 'node:fs'

/** The environment with every `NAME_FILE` of a secret replaced by `NAME` and the file's text, less its last line break. */
export function withSecretFiles(
  environment: Readonly<NodeJS.ProcessEnv>,
  secretNames: readonly string[],
  mistakes: string[]
): NodeJS.ProcessEnv {
  const filled = { ...environment }
  for (const name of secretNames) {
    const file = environment[`${name}_FILE`]
    if (file === undefined || file === '') continue
    if (environment[name]) mistakes.push(`${name} and ${name}_FILE are both set`)
    else filled[name] = readSecret(name, file, mistakes)
  }
  return filled
}

function readSecret(name: string, file: string, mistakes: string[]): string | undefined {
  try {
    const secret = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
    if (secret !== '') return secret
    mistakes.push(`${name}_FILE names an empty file`)
  } catch {
    mistakes.push(`${name}_FILE names a file that cannot be read`)
  }
  return undefined
}
