import { Failure } from '../problems/failure.ts'
import { headerOf, type UpstreamAnswer } from './message.ts'

/**
 * Throws `upstream-misconfigured` for a redirect to the same path over https: the upstream does not accept plain HTTP, whatever
 * redirects mean in its protocol. The query of `path` is ignored.
 */
export function refuseMoveToHttps(answer: UpstreamAnswer, origin: string, path: string): void {
  if (answer.status < 300 || answer.status > 399 || !origin.startsWith('http:')) return
  const called = new URL(origin + path)
  const location = URL.parse(headerOf(answer, 'location') ?? '', called)
  if (location?.protocol !== 'https:' || pathOf(location) !== pathOf(called)) return
  throw new Failure('upstream-misconfigured', {
    detail: 'the upstream redirects to the same path over https: the base URL should be https'
  })
}

/** A trailing slash makes no difference. */
function pathOf({ pathname }: URL): string {
  return pathname.replace(/\/+$/, '').toLowerCase()
}
