import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import t from 'tap'
import { sharedSchemas } from '../../src/model/schemas.ts'
import { Failure, type FailureFacts } from '../../src/problems/failure.ts'
import { toProblem, toProblemSummary } from '../../src/problems/to-problem.ts'

const everyFact: Required<Omit<FailureFacts, 'cause'>> = {
  detail: 'tenant did not answer within 3000 ms',
  status: 504,
  retryable: true,
  source: 'tenant',
  upstream: { httpStatus: 200, code: '20056', message: null, localizedMessage: null, requestId: null },
  sources: [
    {
      source: 'tenant',
      status: 'failed',
      returned: 0,
      total: null,
      durationMs: 3000,
      stale: false,
      ageMs: 0,
      scan: null,
      warnings: [],
      problem: toProblemSummary(new Failure('upstream-timeout', { detail: 'tenant did not answer within 3000 ms' }))
    }
  ],
  results: [{ key: { phone: '10000000001' }, status: 'not-found', account: null, problem: null }],
  errors: [{ in: 'query', name: 'limit', message: 'must be <= 100' }],
  scan: { rows: 100, examined: 300, of: null },
  nextCursor: 'eyJ2IjoxfQ',
  headers: { allow: 'GET' },
  retryAfterSeconds: 1
}

const ajv = new Ajv({ strict: false })
formats.default(ajv)
for (const schema of sharedSchemas(['tenant'], ['accounts:read'], () => '')) ajv.addSchema(schema)

void t.test('problem: a failure with every fact has only members that the schema declares', async (t) => {
  const problem = toProblem(new Failure('upstream-timeout', everyFact), {
    path: '/accounts',
    requestId: 'r1',
    publicPath: ''
  })
  t.ok(ajv.validate('Problem', problem), ajv.errorsText())
  t.match(problem, { sources: [{ source: 'tenant' }], results: [{ status: 'not-found' }] })
})

void t.test('problem: a failure with only a detail has no optional member', async (t) => {
  const problem = toProblem(new Failure('not-found', { detail: 'unknown path' }), {
    path: '/x',
    requestId: 'r1',
    publicPath: ''
  })
  t.ok(ajv.validate('Problem', problem), ajv.errorsText())
  const names = ['type', 'slug', 'title', 'status', 'detail', 'instance', 'requestId', 'retryable']
  t.same(Object.keys(problem), names)
})
