import { closeSync, openSync, readSync } from 'node:fs'

/** The text of a file, or the mistake: the end of a sentence that begins with the name of the setting. */
export type TextFile = { readonly text: string } | { readonly mistake: string }

/** Reads a file of UTF-8 text. A byte order mark is part of the text. */
export function readTextFile(path: string, maxBytes: number): TextFile {
  try {
    const bytes = firstBytes(path, maxBytes + 1)
    return bytes.length > maxBytes ? { mistake: `names a file of more than ${maxBytes} bytes` } : decode(bytes)
  } catch (error) {
    return { mistake: reasonOf(error) }
  }
}

/** Reads max `count` bytes, because a device has no end. */
function firstBytes(path: string, count: number): Buffer {
  const buffer = Buffer.alloc(count)
  const file = openSync(path, 'r')
  try {
    let length = 0
    for (;;) {
      const read = readSync(file, buffer, length, count - length, null)
      length += read
      if (read === 0 || length === count) return buffer.subarray(0, length)
    }
  } finally {
    closeSync(file)
  }
}

function decode(bytes: Buffer): TextFile {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    // UTF-16 without a byte order mark contains zero bytes.
    return text.includes('\0') ? { mistake: 'names a file that is not UTF-8 text; it may be UTF-16' } : { text }
  } catch {
    const isUtf16 = /^(fffe|feff)/.test(bytes.toString('hex', 0, 2))
    return { mistake: `names a file that is not UTF-8 text${isUtf16 ? ' but UTF-16' : ''}` }
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
  switch (code) {
    case 'ENOENT':
      return 'names a file that does not exist (ENOENT)'
    case 'EISDIR':
      return 'names a folder, not a file (EISDIR)'
    case 'EACCES':
    case 'EPERM':
      return `names a file that this process may not read (${code}): it must be readable by uid ${process.geteuid?.()}`
    default:
      return `cannot be read (${code})`
  }
}
