import { randomUUID } from 'node:crypto'
import type { Reply } from '../reply.ts'

/** An answer of the gateway itself, without a backend. */
export interface Refusal {
  readonly status: number
  /** x-ca-error-code: six characters, or a number from the documents' tables. */
  readonly code: string
  readonly message: string
}

/** Texts and statuses from the documents' error tables and the gateway's help pages. */
export const refusals = {
  emptySignature: { status: 401, code: '401', message: 'Empty Signature' },
  unknownAppKey: { status: 400, code: 'A400IK', message: 'Invalid AppKey' },
  badTimestamp: { status: 400, code: '400', message: 'Invalid Timestamp' },
  staleTimestamp: { status: 400, code: '400', message: 'Timestamp Expired' },
  badContentMd5: { status: 400, code: '400', message: 'Invalid Content-MD5' },
  usedNonce: { status: 400, code: '400', message: 'Nonce Used' },
  unknownUrl: { status: 404, code: 'I404NF', message: 'Invalid Url' },
  unreadableBody: { status: 400, code: '400', message: 'Request Format Error' },
  bodyTooLarge: { status: 413, code: 'I413RL', message: 'Request body is too Large' },
  throttledByPlugin: { status: 429, code: 'T429PR', message: 'Throttled by PLUGIN Flow Control' },
  throttledByApp: { status: 403, code: '403', message: 'Throttled by APP Flow Control' }
} as const satisfies Record<string, Refusal>

/** The refusal of a wrong signature shows the text that the gateway would have signed, with `#` for line breaks. */
export function signatureRefusal(stringToSign: string): Refusal {
  return { status: 403, code: 'A403IS', message: `Invalid Signature, Server StringToSign:${stringToSign}` }
}

/** The refusal on the wire: an empty body, an unusual content type, and the error in headers. */
export function refuse({ status, code, message }: Refusal): Reply {
  return {
    status,
    headers: {
      'content-type': 'application/oct-stream',
      'x-ca-request-id': newRequestId(),
      'x-ca-error-code': code,
      'x-ca-error-message': message.replaceAll('\n', '#').replaceAll(/[^\x20-\x7e]/g, '?')
    },
    text: ''
  }
}

/** An upper-case UUID, like the gateway's. */
export function newRequestId(): string {
  return randomUUID().toUpperCase()
}
