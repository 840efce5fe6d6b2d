import { errorCodes } from 'fastify'
import t from 'tap'
import { mapFastifyError } from '../../src/http/hooks/map-fastify-error.ts'
import { httpLimits } from '../../src/http/limits.ts'
import { startSandbox } from '../support/service.ts'

void t.test('an unreadable body is refused with the reason', async (t) => {
  const { url } = await startSandbox(t)
  for (const [body, status, detail, message] of [
    ['{"limit":', 400, 'the request body is not valid JSON', 'must be a JSON object'],
    ['heron', 400, 'the request body is not valid JSON', 'must be a JSON object'],
    ['', 400, 'the request body is empty', 'must be a JSON object'],
    [
      '{"__proto__":{"q":"a"}}',
      400,
      'the request body must not contain __proto__ or constructor',
      'must not contain __proto__ or constructor'
    ],
    [
      '{"constructor":{"prototype":1}}',
      400,
      'the request body must not contain __proto__ or constructor',
      'must not contain __proto__ or constructor'
    ],
    [
      `"${'x'.repeat(httpLimits.maxBodyBytes)}"`,
      413,
      `the request body is larger than ${httpLimits.maxBodyBytes} bytes`,
      null
    ]
  ] as const) {
    const response = await fetch(`${url}/accounts/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body
    })
    const errors = message === null ? undefined : [{ in: 'body', name: '', message }]
    t.match(await response.json(), { status, detail, errors }, body.slice(0, 50))
  }
})

void t.test('other body errors are not reported as invalid JSON', (t) => {
  const lengthDiffers = new errorCodes.FST_ERR_CTP_INVALID_CONTENT_LENGTH()
  t.match(mapFastifyError(lengthDiffers, httpLimits), {
    slug: 'invalid-request',
    facts: { detail: 'the request body and Content-Length differ in length' }
  })
  const broken = Object.assign(new Error('heron'), { name: 'Error', code: 'ECONNRESET', statusCode: 400 })
  const { slug, facts } = mapFastifyError(broken, httpLimits)
  t.same([slug, facts], ['invalid-request', { detail: 'the request cannot be parsed' }])
  t.end()
})
