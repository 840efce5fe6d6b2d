import t from 'tap'
import { withFaults } from '../support/faults.ts'
import { startSandbox, startService } from '../support/service.ts'
import { plain } from '../support/sources.ts'
import { sendJson, startUpstream } from '../support/upstream.ts'
import { walk } from '../support/walk.ts'

void t.test('missing rows are always reported', async (t) => {
  const { get, simulator } = await startSandbox(t, { environment: plain })

  await t.test('a short page leaves a gap and a warning, and the walk continues', async (t) => {
    withFaults(t, simulator, { tenant: { kind: 'short-page', by: 3, times: 1 } })
    const { body } = await get('/accounts?source=tenant')
    t.equal(body.data.length, 17)
    t.match(body.sources[0]?.warnings, [{ code: 'short-page' }])
    t.equal(body.complete, false)
    const { body: next } = await get(`/accounts?source=tenant&cursor=${body.page.nextCursor}`)
    const { body: second } = await get('/accounts?source=tenant&page=2')
    t.same(next.data, second.data)
    t.equal(next.complete, true)
  })

  await t.test('an empty page before the end ends the walk, and is incomplete', async (t) => {
    withFaults(t, simulator, { tenant: { kind: 'short-page', by: 100, times: 1 } })
    const { body } = await get('/accounts?source=tenant')
    t.same(body.data, [])
    t.equal(body.page.nextCursor, null)
    t.match(body.sources[0]?.warnings, [{ code: 'short-page' }])
    t.equal(body.complete, false)
  })

  await t.test('a total that changes during a walk is a warning, and the answer is complete', async (t) => {
    const { body: first } = await get('/accounts?source=tenant')
    withFaults(t, simulator, { tenant: { kind: 'total-drift', by: 5, times: 1 } })
    const { body } = await get(`/accounts?source=tenant&cursor=${first.page.nextCursor}`)
    t.match(body.sources, [{ total: 142, warnings: [{ code: 'total-changed' }] }])
    t.equal(body.complete, true)
  })

  await t.test('a total that is too small does not cut the walk short', async (t) => {
    withFaults(t, simulator, { iam: { kind: 'total-drift', by: -80 } })
    const { ids } = await walk(get, 'source=iam&limit=25')
    t.equal(ids.length, 86)
  })

  await t.test('a total that shrinks for a while does not cut the walk short', async (t) => {
    const { body: first } = await get('/accounts?source=tenant')
    withFaults(t, simulator, { tenant: { kind: 'total-drift', by: -97, times: 1 } })
    const { ids } = await walk(get, 'source=tenant', first.page.nextCursor)
    t.equal(ids.length, 117)
  })

  await t.test('without a total the walk continues to the first empty page', async (t) => {
    withFaults(t, simulator, { scope: { kind: 'omit', keys: ['totalCount'] } })
    const { pages, ids } = await walk(get, 'source=scope&limit=50')
    t.ok(pages.every(({ page }) => page.total === null))
    t.equal(ids.length, 125)
  })

  await t.test('an absent list is upstream-response-invalid if the total has accounts', async (t) => {
    withFaults(t, simulator, { tenant: { kind: 'omit', keys: ['thirdAccountMetaList'], times: 1 } })
    t.match(await get('/accounts?source=tenant'), {
      status: 502,
      body: { type: '/problems/upstream-response-invalid' }
    })
  })
})

void t.test('invalid rows', async (t) => {
  const rows = [
    '{"openId":"1"}',
    '{"openId":2}',
    '{"openId":""}',
    '{"nickName":"x"}',
    '{"openId":"5","phone":{}}',
    'null',
    '7',
    '{"openId":"8"}'
  ]
  const { url } = await startUpstream(t, (_request, response) => {
    sendJson(response, `{"code":"200","data":{"total":"8","thirdAccountMetaList":[${rows.join()}]}}`)
  })
  const { get } = await startService(t, url)
  const { status, body } = await get('/accounts?source=tenant')
  t.equal(status, 200)
  t.same(
    body.data.map(({ nativeId }) => nativeId),
    ['1', '2', '8']
  )
  t.same(
    body.sources[0]?.warnings.map(({ code, row }) => [code, row]),
    [2, 3, 4, 5, 6].map((row) => ['row-invalid', row])
  )
  t.match(body, { complete: false, page: { total: 8, nextCursor: null } })
  const { body: few } = await get('/accounts?source=tenant&limit=2')
  t.equal(few.data.length, 2)
  t.match(few.sources[0]?.warnings, [{ code: 'row-invalid', row: 2, detail: /8 rows for a page of 2/ }])
})

void t.test('iam and the unit of its offset', async (t) => {
  for (const unit of ['row', 'page'] as const) {
    const other = unit === 'row' ? 'page' : 'row'
    await t.test(`set to ${unit}, an upstream that counts ${unit}s is walked completely`, async (t) => {
      const { get } = await startSandbox(t, {
        simulator: { iamOffsetUnit: unit },
        environment: { IAM_OFFSET_UNIT: unit }
      })
      for (const limit of [10, 20, 43, 100]) {
        const { warnings, ids } = await walk(get, `source=iam&limit=${limit}`)
        t.strictSame(warnings, [])
        t.equal(new Set(ids).size, 86)
        t.equal(ids.length, 86)
      }
    })
    await t.test(`set to ${unit}, an upstream that counts ${other}s is reported`, async (t) => {
      const { get } = await startSandbox(t, {
        simulator: { iamOffsetUnit: other },
        environment: { IAM_OFFSET_UNIT: unit }
      })
      for (const limit of [10, 20, 43]) {
        const { warnings } = await walk(get, `source=iam&limit=${limit}`)
        t.ok(warnings.includes('offset-suspect'), `limit ${limit}`)
      }
    })
  }
  await t.test('set to page, a page behind the end is not reported', async (t) => {
    const { get } = await startSandbox(t, {
      simulator: { iamOffsetUnit: 'page', sizes: { iam: 5 } },
      environment: { IAM_OFFSET_UNIT: 'page', IAM_MAX_PAGE_SIZE: '9' }
    })
    for (const query of ['limit=20&page=2', 'limit=3&page=3', 'limit=100']) {
      const { body } = await get(`/accounts?source=iam&${query}`)
      t.match([body.sources[0]?.warnings, body.complete, body.page.total], [[], true, 5])
      t.equal(body.sources[0]?.warnings.length, 0)
    }
  })
  await t.test('set to page, rows that repeat within a window are reported', async (t) => {
    const { get } = await startSandbox(t, {
      simulator: { iamOffsetUnit: 'row' },
      environment: { IAM_OFFSET_UNIT: 'page', IAM_MAX_PAGE_SIZE: '10' }
    })
    const { body } = await get('/accounts?source=iam&limit=20')
    t.ok(body.sources[0]?.warnings.some(({ code }) => code === 'offset-suspect'))
  })
})
