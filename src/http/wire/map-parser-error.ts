import { Failure } from '../../problems/failure.ts'
import { maxTargetLength } from './request-target.ts'

/** An error of Node's HTTP parser → a failure. */
export function mapParserError(error: { code?: string; rawPacket?: unknown }): Failure {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return targetTooLong(error.rawPacket)
        ? new Failure('uri-too-long', { detail: 'the request target is too long' })
        : new Failure('headers-too-large', { detail: 'the header fields of the request are too large' })
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Failure('payload-too-large', { detail: 'the chunk extensions of the request body are too large' })
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Failure('invalid-request', { detail: 'the request timed out before it was complete' })
    default:
      return new Failure('invalid-request', { detail: 'the request is not valid HTTP' })
  }
}

/** Node counts the request line with the headers. If the last packet starts with a long line, the line is too long. */
function targetTooLong(packet: unknown): boolean {
  const text = Buffer.isBuffer(packet) ? packet.toString('latin1') : ''
  const [firstLine = ''] = text.split('\r\n', 1)
  return firstLine.length > maxTargetLength && /^[A-Z]+ /.test(firstLine)
}
