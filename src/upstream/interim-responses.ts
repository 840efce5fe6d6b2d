import type { Socket } from 'node:net'

/**
 * Removes interim responses (RFC 9110, 15.2: 100, 102, 103) from what is read from the socket. undici closes the connection on an
 * unrequested `100 Continue`. See docs/decisions/0021-interim-responses.md.
 */
export function dropInterimResponses(socket: Socket): void {
  const reader = new FinalResponses(socket)
  Object.assign(socket, { read: () => reader.read() })
}

class FinalResponses {
  private readonly socket: Socket
  private readonly readSocket: () => unknown
  /** Bytes written when the last final response began. If more were written since, the next response has not begun. */
  private writtenAtResponse = 0
  /** The first bytes of a status line that is still incomplete. */
  private held: Buffer = nothing
  private isInInterim = false
  private isLineEmpty = false

  constructor(socket: Socket) {
    this.socket = socket
    this.readSocket = socket.read.bind(socket)
  }

  read(): unknown {
    for (;;) {
      const chunk = this.readSocket()
      if (!Buffer.isBuffer(chunk) || this.socket.bytesWritten === this.writtenAtResponse) return chunk
      const rest = this.withoutInterim(this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]))
      if (rest !== null) return rest
    }
  }

  /** The bytes after the interim responses; null if more bytes are needed. */
  private withoutInterim(bytes: Buffer): Buffer | null {
    this.held = nothing
    let at = 0
    for (;;) {
      if (this.isInInterim) {
        at = this.endOfHead(bytes, at)
        if (this.isInInterim) return null
      }
      switch (kindOf(bytes, at)) {
        case 'interim':
          this.isInInterim = true
          this.isLineEmpty = false
          at += statusLength
          break
        case 'unknown':
          this.held = bytes.subarray(at)
          return null
        default:
          this.writtenAtResponse = this.socket.bytesWritten
          return at === 0 ? bytes : bytes.subarray(at)
      }
    }
  }

  /** The index behind the empty line that ends a head, or the end of the bytes. */
  private endOfHead(bytes: Buffer, from: number): number {
    let at = from
    for (; this.isInInterim && at < bytes.length; at++) {
      const byte = bytes[at]
      if (byte === lineFeed && this.isLineEmpty) this.isInInterim = false
      else if (byte === lineFeed) this.isLineEmpty = true
      else if (byte !== carriageReturn) this.isLineEmpty = false
    }
    return at
  }
}

const nothing = Buffer.alloc(0)
const lineFeed = 10
const carriageReturn = 13

const statusLength = 'HTTP/1.1 100'.length
/** Without 101: it answers an `Upgrade`, which is never sent, and undici refuses it. */
const interimStatus = /^HTTP\/1\.\d 1(?!01)\d\d$/
const startOfInterim = /^(?:H(?:T(?:T(?:P(?:\/(?:1(?:\.(?:\d(?: (?:1\d?)?)?)?)?)?)?)?)?)?)?$/

function kindOf(bytes: Buffer, at: number): 'interim' | 'final' | 'unknown' {
  const start = bytes.toString('latin1', at, at + statusLength)
  if (start.length === statusLength) return interimStatus.test(start) ? 'interim' : 'final'
  return startOfInterim.test(start) ? 'unknown' : 'final'
}
