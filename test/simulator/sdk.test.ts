import sdk from 'aliyun-api-gateway'
import t from 'tap'
import { at, documented, gatewaySources, rowsAt, simulatorFor } from './client.ts'

const dataMembers = {
  tenant: ['pageNo', 'thirdAccountMetaList', 'total'],
  scope: ['identityDTOS', 'pageNo', 'pageSize', 'totalCount'],
  industry: ['data', 'pageNo', 'pageSize', 'total'],
  identity: ['avatarUrl', 'email', 'identityId', 'loginId', 'loginName', 'loginSource', 'modifier', 'nickName', 'phone']
}

for (const source of gatewaySources) {
  void t.test(`the official client gets ${source}'s documented answer`, async (t) => {
    const simulator = await simulatorFor(t)
    const { path, apiVer, params } = documented[source]
    const client = new sdk.Client('sandbox', 'sandbox-secret')
    const data = { id: '1509086454180', version: '1.0', request: { apiVer }, params }
    const answer = await client.post(simulator.url + path, { data, headers: { accept: 'application/json' } })
    t.match(answer, { id: /^[0-9a-f-]{36}$/, code: 200, message: null, localizedMsg: null })
    t.same(Object.keys(Object(at(answer, 'data'))).sort(), dataMembers[source])
  })
}

void t.test('the official client may send Chinese text with a charset and an iotToken', async (t) => {
  const simulator = await simulatorFor(t)
  const client = new sdk.Client('sandbox', 'sandbox-secret')
  const answer = await client.post(`${simulator.url}/industry/user/account/query`, {
    data: {
      id: 'b2c0',
      version: '1.0',
      request: { apiVer: '1.0.7', iotToken: 'sandbox-iot-token', language: 'zh-CN' },
      params: { keyWord: '李明' }
    },
    headers: { accept: 'application/json; charset=UTF-8', 'content-type': 'application/json; charset=UTF-8' }
  })
  t.match(rowsAt(answer, 'data', 'data')[0], { nickName: '李明', email: 'li.ming@example.cn' })
})

void t.test('the official client with a wrong secret gets the string that the gateway would have signed', async (t) => {
  const simulator = await simulatorFor(t)
  const client = new sdk.Client('sandbox', 'wrong')
  const { path, apiVer, params } = documented.tenant
  await t.rejects(client.post(simulator.url + path, { data: { request: { apiVer }, params } }), {
    code: 403,
    message:
      /Invalid Signature, Server StringToSign:POST#application\/json#[^#]{24}#application\/json##x-ca-key:sandbox#/
  })
})

void t.test('the official client with a stage that does not exist finds no API', async (t) => {
  const simulator = await simulatorFor(t)
  const client = new sdk.Client('sandbox', 'sandbox-secret', 'TEST')
  const { path, apiVer, params } = documented.tenant
  await t.rejects(client.post(simulator.url + path, { data: { request: { apiVer }, params } }), {
    code: 404,
    message: /Invalid Url/
  })
})
