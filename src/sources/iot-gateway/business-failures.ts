import type { Slug } from '../../model/problem-catalogue.ts'

/** The problem for a business failure. `retryable` only if it differs from the catalogue. */
export interface BusinessFailure {
  readonly slug: Slug
  readonly retryable?: boolean
}

interface Code extends BusinessFailure {
  /** Texts of `message` that change the meaning of the code. */
  readonly byMessage?: Readonly<Record<string, BusinessFailure>>
  /** Texts of `localizedMsg`, compared first: some rows differ only there. */
  readonly byLocalizedMsg?: Readonly<Record<string, BusinessFailure>>
}

/**
 * Meanings of the envelope's `code`: from the tables in the documents, and from observed answers. Services share tables over all
 * operations, so some rows belong to write operations. Texts are normalised, see `normalise`.
 */
const codes: Readonly<Record<string, Code>> = {
  '401': { slug: 'upstream-credentials-rejected' },
  '403': { slug: 'upstream-forbidden' },
  '404': { slug: 'upstream-misconfigured' },
  '429': { slug: 'upstream-rate-limited' },
  '460': {
    slug: 'upstream-parameter-rejected',
    byMessage: {
      'identityid is blank': { slug: 'account-not-found' },
      'dingdingbind employee not exist': { slug: 'account-not-found' }
    }
  },
  '500': {
    slug: 'upstream-error',
    retryable: false,
    byLocalizedMsg: { api不存在: { slug: 'upstream-misconfigured' } },
    byMessage: { 'server error': { slug: 'upstream-error' }, 'bad request': { slug: 'upstream-error' } }
  },
  '503': { slug: 'upstream-unavailable' },
  '2401': { slug: 'upstream-session-expired' },
  '2402': { slug: 'upstream-session-expired' },
  '2405': { slug: 'account-not-found', byLocalizedMsg: { 公司未初始化: { slug: 'upstream-misconfigured' } } },
  '2407': { slug: 'upstream-parameter-rejected' },
  '2411': { slug: 'upstream-rejected' },
  '2441': { slug: 'upstream-rejected' },
  '2442': { slug: 'account-not-found' },
  '2453': { slug: 'upstream-misconfigured' },
  '2459': { slug: 'upstream-session-expired' },
  '2477': { slug: 'upstream-rejected' },
  '2478': { slug: 'upstream-rejected' },
  '2486': { slug: 'upstream-session-expired' },
  '4004': { slug: 'upstream-parameter-rejected' },
  '4028': { slug: 'account-not-found' },
  '20000': { slug: 'upstream-error' },
  '20003': { slug: 'upstream-misconfigured' },
  '20004': { slug: 'upstream-error' },
  '20013': { slug: 'upstream-misconfigured' },
  '20050': { slug: 'upstream-misconfigured' },
  '20055': { slug: 'upstream-misconfigured' },
  '20056': { slug: 'upstream-timeout' },
  '29003': { slug: 'upstream-session-expired' }
}

/** An envelope's code (not 200) and texts → the problem. A code that no document lists is `upstream-rejected`. */
export function businessFailure(code: string, message: string | null, localizedMsg: string | null): BusinessFailure {
  const known = Object.hasOwn(codes, code) ? codes[code] : undefined
  if (known === undefined) return { slug: 'upstream-rejected' }
  return lookUp(known.byLocalizedMsg, localizedMsg) ?? lookUp(known.byMessage, message) ?? known
}

/** Code 200 without data but with this text is a refusal. The failure sample in the industry document looks like this. */
export function saysForbidden(message: string | null): boolean {
  return normalise(message) === 'request forbidden'
}

function lookUp(texts: Code['byMessage'], text: string | null): BusinessFailure | undefined {
  const key = normalise(text)
  return texts !== undefined && Object.hasOwn(texts, key) ? texts[key] : undefined
}

/** Texts differ between document and wire (`refreshToken invalid` / `refreshToken invalid!!`), so case and ending are ignored. */
function normalise(text: string | null): string {
  return (text ?? '')
    .trim()
    .toLowerCase()
    .replace(/[\s.!]+$/, '')
}
