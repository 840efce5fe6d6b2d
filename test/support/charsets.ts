/** Text → bytes in a charset of `TextDecoder` with one or two bytes per character. */
export function encode(charset: string, text: string): Buffer {
  const known = tables.get(charset)
  const table = known ?? tableOf(charset)
  tables.set(charset, table)
  return Buffer.concat(
    Array.from(text, (character) => {
      const bytes = table.get(character)
      if (bytes === undefined) throw new Error(`${charset} has no ${character}`)
      return bytes
    })
  )
}

const tables = new Map<string, ReadonlyMap<string, Buffer>>()

/** Character → bytes, found by decoding every byte and every pair of bytes. */
function tableOf(charset: string): ReadonlyMap<string, Buffer> {
  const decoder = new TextDecoder(charset, { fatal: true })
  const table = new Map<string, Buffer>()
  const note = (bytes: Buffer): void => {
    try {
      const character = decoder.decode(bytes)
      if (Array.from(character).length === 1 && !table.has(character)) table.set(character, bytes)
    } catch {
      // Not a character, or half of one.
    }
  }
  for (let first = 0; first < 256; first++) note(Buffer.from([first]))
  for (let first = 0x81; first < 256; first++) {
    for (let second = 0x30; second < 256; second++) note(Buffer.from([first, second]))
  }
  return table
}
