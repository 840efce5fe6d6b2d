import { readFile } from 'node:fs/promises'
import type { BaseLogger } from 'pino'
import { readApiKeys, type ApiKey, type KeyRules } from './key-file.ts'

/** A key file and its content at the start. */
export interface KeyFile extends KeyRules {
  readonly path: string
  readonly text: string
}

export type KeyLogger = Pick<BaseLogger, 'info' | 'warn'>

/**
 * How often the file is read. Its content is compared, because times and inodes differ between file systems, and Kubernetes swaps
 * symbolic links.
 */
const intervalMs = 1000

/**
 * Calls `onKeys` after each valid change of a key file. An invalid or unreadable file is logged once and changes nothing. Returns
 * the function that stops watching.
 */
export function watchKeys(
  { path, text, ...rules }: KeyFile,
  onKeys: (keys: readonly ApiKey[]) => void,
  logger: KeyLogger
): () => void {
  let last: string | null = text
  const look = async (): Promise<void> => {
    const current = await readFile(path, 'utf8').catch(() => null)
    if (current === last) return
    last = current
    const mistakes: string[] = []
    const keys = current === null ? [] : readApiKeys(current, rules, mistakes)
    if (current === null) mistakes.push('cannot be read')
    if (mistakes.length > 0)
      return logger.warn({ mistakes }, 'API_KEYS_FILE changed and is invalid: keeping the previous keys')
    onKeys(keys)
    logger.info({ count: keys.length }, 'API_KEYS_FILE changed: new keys loaded')
  }
  const timer = setInterval(() => void look(), intervalMs).unref()
  return () => clearInterval(timer)
}
