import type { Slug } from '../../model/problem-catalogue.ts'
import { slugOfStatus } from '../../upstream/slug-of-status.ts'

/** Codes and texts of the gateway's refusals. They are compared in this order, before the HTTP status. */
const rules: readonly (readonly [code: RegExp, message: RegExp, slug: Slug])[] = [
  [/^T429/, /throttled|flow control|request limited/i, 'upstream-rate-limited'],
  [/^B403/, /quota (exhausted|expired)|user arrears/i, 'upstream-quota-exhausted'],
  [/^S403NU$/, /^nonce used/i, 'upstream-error'],
  [/^S403TE$/, /timestamp.*expired|^invalid timestamp/i, 'upstream-misconfigured'],
  [
    /^(A403IS|A400IK|A400MA|I403AA)$/,
    /^(invalid signature|empty signature|invalid appkey|unauthorized)/i,
    'upstream-credentials-rejected'
  ],
  [/^I404/, /^invalid (url|domain|httpmethod)/i, 'upstream-misconfigured']
]

/** A gateway answer whose HTTP status is not 2xx → its slug. */
export function gatewayFailure(status: number, code: string | null, message: string | null): Slug {
  for (const [codes, messages, slug] of rules) {
    if ((code !== null && codes.test(code)) || (message !== null && messages.test(message.trim()))) return slug
  }
  return slugOfStatus(status) ?? slugOfRefusal(status)
}

/** Whether the gateway refused the signature. Its message then quotes the signed text, and must not reach callers. */
export function isSignatureFailure(code: string | null, message: string | null): boolean {
  return code === 'A403IS' || /signature|stringtosign/i.test(message ?? '')
}

/** Whether the gateway refused the timestamp: the clocks differ by more than 15 minutes. */
export function isClockFailure(code: string | null, message: string | null): boolean {
  return code === 'S403TE' || /timestamp/i.test(message ?? '')
}

function slugOfRefusal(status: number): Slug {
  if (status < 400) return 'upstream-response-invalid'
  if (status === 401 || status === 403) return 'upstream-credentials-rejected'
  return 'upstream-misconfigured'
}
