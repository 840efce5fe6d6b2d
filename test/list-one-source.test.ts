import t from 'tap'
import { startSandbox } from './support/service.ts'

void t.test('one page of one source is the contract’s page', async (t) => {
  const { get, simulator } = await startSandbox(t)
  const { status, body, headers } = await get('/accounts?source=tenant')
  t.equal(status, 200)
  t.equal(body.data.length, 20)
  t.match(body.page, { limit: 20, number: null, total: 137, nextCursor: String })
  t.equal(body.complete, true)
  t.match(headers.get('server-timing'), /^tenant;dur=[\d.]+$/)
  t.equal(simulator.calls.length, 1)
})
