import t from 'tap'
import { withFaults } from '../support/faults.ts'
import { startSandbox } from '../support/service.ts'
import { sources } from '../support/sources.ts'

void t.test('GET /sources', async (t) => {
  const { get, simulator } = await startSandbox(t, {
    environment: { TENANT_TIMEOUT_MS: '2500', SCOPE_MAX_PAGE_SIZE: '20' }
  })
  const one = async (source: string) => {
    const { body } = await get(`/sources/${source}`)
    return JSON.parse(JSON.stringify(body))
  }

  await t.test('reports the capabilities of each source', async (t) => {
    const list = JSON.parse(JSON.stringify((await get('/sources')).body))
    t.same(
      list.data.map(({ source }: { source: string }) => source),
      sources
    )
    t.match(await one('industry'), {
      kind: 'list',
      upstream: { method: 'POST', path: '/industry/user/account/query', apiVersion: '1.0.7' },
      timeoutMs: 6000,
      maxPageSize: 100,
      filters: ['q', 'organizationId', 'role', 'appId', 'employeeId'],
      credentials: { configured: true, callerToken: 'X-Iot-Token' },
      circuit: 'closed',
      lastSuccessAt: null,
      lastFailure: null
    })
    t.match(await one('iam'), {
      upstream: { method: 'GET', apiVersion: null },
      filters: ['q', 'role'],
      credentials: { configured: true, callerToken: 'X-Iam-Access-Token' }
    })
    t.match(await one('identity'), {
      kind: 'lookup',
      maxPageSize: null,
      filters: [],
      credentials: { callerToken: null }
    })
    t.match(await one('tenant'), { timeoutMs: 2500 })
    t.match(await one('scope'), { maxPageSize: 20 })
  })

  await t.test('reports the health of each source', async (t) => {
    await get('/accounts?source=tenant')
    withFaults(t, simulator, { tenant: { kind: 'reset', times: 1 } })
    await get('/accounts?source=tenant')
    const tenant = await one('tenant')
    t.equal(tenant.lastFailure.slug, 'upstream-unreachable')
    for (const moment of [tenant.lastSuccessAt, tenant.lastFailure.at])
      t.ok(Math.abs(Date.parse(moment) - Date.now()) < 60_000)
    await get('/accounts/lookup?phone=10099999999')
    t.equal((await one('identity')).lastFailure, null)
    t.type((await one('identity')).lastSuccessAt, 'string')
  })

  await t.test('shows no host and no secret', async (t) => {
    const { body } = await get('/sources')
    t.notMatch(JSON.stringify(body), /127\.0\.0\.1|sandbox-secret|sandbox-token|http/)
  })

  await t.test('an unknown source, or an unknown parameter, is a problem', async (t) => {
    t.match(await get('/sources/nobody'), { status: 404, body: { type: '/problems/not-found' } })
    t.match(await get('/sources?x=1'), { status: 400, body: { type: '/problems/invalid-request' } })
    t.match(await get('/sources/tenant?x=1'), { status: 400 })
  })
})

void t.test('a source without its own credentials has configured false', async (t) => {
  const { get } = await startSandbox(t, { environment: { IAM_ACCESS_TOKEN: '' } })
  t.match(JSON.parse(JSON.stringify((await get('/sources/iam')).body)).credentials, { configured: false })
})
