import { http, type RequestHandler } from 'msw'
import type { Mock } from './testing-mock.ts'
import { mockService } from './testing-service.ts'

export { accounts, me, problems, sources } from './testing-data.ts'
export { accountOf, problemOf, reportOf } from './testing-factories.ts'
export type { Mock } from './testing-mock.ts'
export { mockService }

/** Handlers for MSW (Mock Service Worker) that answer as the service at `baseUrl` would. */
export function rollcallHandlers(baseUrl: string, mock: Mock = {}): RequestHandler[] {
  const answer = mockService(mock)
  const root = baseUrl.replace(/\/$/, '')
  return ['/accounts', '/accounts/*', '/sources', '/sources/*', '/me'].map((path) =>
    http.all(root + path, ({ request }) => answer(request))
  )
}
