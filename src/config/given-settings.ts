import { readTextFile } from './text-file.ts'

interface Names {
  readonly settings: readonly string[]
  /** The settings that may be given as a file. */
  readonly secrets: readonly string[]
}

const maxSecretBytes = 65_536

/**
 * The settings that are set, from the environment or a secret's file (`NAME_FILE`). A leading byte order mark and trailing line
 * ends are removed, because editors add them unseen. Any other control character is a mistake. An empty setting counts as not
 * set.
 */
export function readGivenSettings(
  environment: Readonly<NodeJS.ProcessEnv>,
  { settings, secrets }: Names,
  mistakes: string[]
): Record<string, string> {
  const given: Record<string, string> = {}
  for (const name of settings) {
    const fileName = `${name}_FILE`
    const file = secrets.includes(name) ? environment[fileName] : undefined
    const isFile = file !== undefined && file !== ''
    if (isFile && environment[name]) {
      mistakes.push(`${name} and ${fileName} are both set`)
      continue
    }
    const text = isFile ? readSecret(fileName, file, mistakes) : clean(name, environment[name] ?? '', mistakes)
    if (text !== null && text !== '') given[name] = text
  }
  return given
}

function readSecret(name: string, path: string, mistakes: string[]): string | null {
  const file = readTextFile(path, maxSecretBytes)
  if ('mistake' in file) {
    mistakes.push(`${name} ${file.mistake}`)
    return null
  }
  const text = clean(name, file.text, mistakes)
  if (text === '') mistakes.push(`${name} is an empty file`)
  return text
}

function clean(name: string, value: string, mistakes: string[]): string | null {
  const text = value.replace(/^\uFEFF/, '').replace(/[\r\n]+$/, '')
  // A second byte order mark is as invisible as a control character.
  if (!/[\p{Cc}\uFEFF]/u.test(text)) return text
  mistakes.push(`${name} contains a control character, such as a line break`)
  return null
}
