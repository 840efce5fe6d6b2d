import { readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import t, { type Test } from 'tap'
import { documentBreaks, releaseBreaks } from '../../openapi/drift/documents.ts'

const text = readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')
const checkDrift = 'openapi/drift/check-drift.ts'

/** Paths in the document and their new values; undefined removes one. */
type Change = readonly [path: string, value: unknown]

const list = 'paths./accounts.get'
const search = 'paths./accounts/search.post.requestBody.content.application/json.schema'
const account = 'components.schemas.Account'

const schemas = 'components.schemas'
const exported = 'paths./accounts/export.get.responses.200'
const report = 'components.schemas.SourceReport.properties'
const alive = 'paths./livez.get.responses.200.content.application/json.schema'
const anyoneOr = (...ways: object[]): object[] => [{}, ...ways]

const breaking: Record<string, { change: Change | readonly Change[]; says: RegExp }> = {
  'a path is gone': { change: ['paths./sources', undefined], says: /^GET \/sources is gone$/ },
  'a path parameter has another name': {
    change: [
      ['paths./sources/{id}', { get: { parameters: [{ in: 'path', name: 'id', required: true }] } }],
      ['paths./sources/{source}', undefined]
    ],
    says: /^GET \/sources\/\{source\} is \/sources\/\{id\} now, which is another name in a generated client$/
  },
  'the service is elsewhere': { change: ['servers.0.url', '/v2'], says: /^server \/ is gone$/ },
  'another server comes first': {
    change: ['servers', [{ url: 'https://eu.example.com' }, { url: '/' }]],
    says: /^the first server was \/, now it is https:\/\/eu\.example\.com$/
  },
  'an operation is on another server': {
    change: [`${list}.servers`, [{ url: 'https://eu.example.com' }]],
    says: /^GET \/accounts: the first server was that of the document, now it is https:/
  },
  'a schema has another name': {
    change: [
      ['components.schemas.Lively', { type: 'object' }],
      [`${alive}.$ref`, '#/components/schemas/Lively'],
      ['components.schemas.Alive', undefined]
    ],
    says: /^schema Alive is gone$/
  },
  'an operation is gone': {
    change: ['paths./accounts/lookup.post', undefined],
    says: /^POST \/accounts\/lookup is gone$/
  },
  'an operation has another name': { change: [`${list}.operationId`, 'list'], says: /operationId changed/ },
  'a security alternative is removed': {
    change: [`${list}.security`, [{ apiKey: [] }]],
    says: /security \{"bearer":\[\]\} is not enough/
  },
  'a security alternative is removed beside anonymous access': {
    change: [`${list}.security`, anyoneOr({ bearer: [] })],
    says: /security \{"apiKey":\[\]\} is not enough/
  },
  'a way in asks for a right': {
    change: [`${list}.security`, anyoneOr({ bearer: ['accounts:read'] }, { apiKey: [] })],
    says: /security \{"bearer":\[\]\} is not enough/
  },
  'two ways in are needed together': {
    change: [`${list}.security`, anyoneOr({ bearer: [], apiKey: [] })],
    says: /security \{"apiKey":\[\]\} is not enough/
  },
  'anonymous access is removed': {
    change: [`${list}.security`, [{ bearer: [] }, { apiKey: [] }]],
    says: /security \{\} is not enough/
  },
  'a security scheme is gone': {
    change: ['components.securitySchemes.apiKey', undefined],
    says: /^security scheme apiKey is gone$/
  },
  'a security scheme has another header': {
    change: ['components.securitySchemes.apiKey.name', 'X-Key'],
    says: /^security scheme apiKey: its name changed$/
  },
  'a security scheme is in another place': {
    change: ['components.securitySchemes.apiKey.in', 'query'],
    says: /^security scheme apiKey: its in changed$/
  },
  'a security scheme is of another type': {
    change: ['components.securitySchemes.bearer.type', 'oauth2'],
    says: /^security scheme bearer: its type changed$/
  },
  'an open operation asks for credentials': {
    change: ['paths./livez.get.security', [{ bearer: [] }]],
    says: /security \{\} is not enough/
  },
  'a parameter is gone': { change: [`${list}.parameters.0`, undefined], says: /query parameter source is gone/ },
  'a parameter must be sent': {
    change: [`${list}.parameters.1.required`, true],
    says: /parameter limit must now be sent/
  },
  'a parameter is new and must be sent': {
    change: [`${list}.parameters.99`, { in: 'query', name: 'new', required: true, schema: {} }],
    says: /parameter new must now be sent/
  },
  'a list is written another way': { change: [`${list}.parameters.0.explode`, true], says: /its explode changed/ },
  'a parameter has another default': {
    change: [`${list}.parameters.1.schema.default`, 50],
    says: /parameter limit: its default was 20, now it is 50/
  },
  'a parameter has no default any more': {
    change: [`${list}.parameters.1.schema.default`, undefined],
    says: /parameter limit: its default was 20, now it is none/
  },
  'a member of a body has another default': {
    change: [`${search}.properties.partial.default`, 'forbid'],
    says: /\.partial: its default was "allow", now it is "forbid"/
  },
  'a number may be less': { change: [`${list}.parameters.1.schema.maximum`, 50], says: /maximum is stricter/ },
  'a text must be longer': { change: [`${search}.properties.q.minLength`, 3], says: /\.q: minLength is stricter/ },
  'a text has a pattern': {
    change: [`${search}.properties.cursor.pattern`, '^a'],
    says: /\.cursor: pattern is stricter/
  },
  'a value may not be sent any more': {
    change: [`${search}.properties.partial.enum`, ['allow']],
    says: /\.partial: forbid is no value any more/
  },
  'a text must be one of a list': { change: [`${search}.properties.q.enum`, ['a']], says: /its list of values is new/ },
  'a member of a body is gone': { change: [`${search}.properties.q`, undefined], says: /request body.*\.q is gone/ },
  'a member of a body must be sent': { change: [`${search}.required`, ['q']], says: /\.q must now be sent/ },
  'a member of a body has another type': {
    change: ['components.schemas.PhoneKey.properties.phone.type', 'integer'],
    says: /\.phone: its type was/
  },
  'other members are refused': {
    change: [`${search}.additionalProperties`, undefined],
    says: /other properties are refused/
  },
  'a body has another media type': {
    change: ['paths./accounts/lookup.post.requestBody.content', { 'text/csv': {} }],
    says: /request body: application\/json is gone/
  },
  'a status is gone': { change: [`${list}.responses.504`, undefined], says: /status 504 is gone/ },
  'a header is gone': { change: [`${list}.responses.200.headers.Link`, undefined], says: /header Link is gone/ },
  'a header has another type': {
    change: ['components.headers.Retry-After.schema.type', 'string'],
    says: /status 503: header Retry-After: its type was integer, now it is string/
  },
  'a success has another status': {
    change: [`${list}.responses.206`, { description: 'new' }],
    says: /^GET \/accounts: status 206 is new$/
  },
  'a success is gone': { change: [`${list}.responses.200`, undefined], says: /^GET \/accounts: status 200 is gone$/ },
  'an answer has another media type': {
    change: ['paths./accounts/export.get.responses.200.content.text/csv', undefined],
    says: /status 200: text\/csv is gone/
  },
  'a property is gone': { change: [`${account}.properties.email`, undefined], says: /data\[\]\.email is gone/ },
  'a property may be missing': {
    change: ['components.schemas.SourceReport.required', ['source']],
    says: /\.status may now be missing/
  },
  'a property may be null': {
    change: [`${account}.properties.id.type`, ['string', 'null']],
    says: /its type was string/
  },
  'a property has another format': {
    change: [`${account}.properties.deletedAt.format`, 'date'],
    says: /its format was date-time, now it is date/
  },
  'a value is new in an answer': {
    change: [`${schemas}.ReportStatus.enum.9`, 'late'],
    says: /\.status: late is a new value/
  },
  'a value is new in an answer, beside null': {
    change: [`${account}.properties.type.enum.9`, 'guest'],
    says: /\.type: guest is a new value/
  },
  'a value is one of a list no more': {
    change: [`${schemas}.ReportStatus.enum`, undefined],
    says: /its list of values is gone/
  },
  'one of several shapes is new': {
    change: [`${report}.problem.anyOf.2`, { type: 'string' }],
    says: /its anyOf changed/
  }
}

const harmless: Record<string, Change> = {
  'a server is new': ['servers.1', { url: 'https://eu.example.com' }],
  'a schema is new': ['components.schemas.New', { type: 'object' }],
  'a way in is new': [`${list}.security.3`, { cookie: [] }],
  'the security schemes have another order': [`${list}.security`, [{ apiKey: [] }, { bearer: [] }, {}]],
  'anonymous access without a security scheme': [`${list}.security`, []],
  'a security scheme is new': ['components.securitySchemes.cookie', { type: 'apiKey', in: 'cookie', name: 'session' }],
  'a security scheme has another description': ['components.securitySchemes.apiKey.description', 'other words'],
  'a description is another': [`${list}.description`, 'other words'],
  'an operation is new': ['paths./new', { get: { operationId: 'new', responses: {} } }],
  'a parameter is new': [`${list}.parameters.99`, { in: 'query', name: 'new', schema: {} }],
  'a number may be more': [`${list}.parameters.1.schema.maximum`, 500],
  'a status is new': [`${list}.responses.418`, { description: 'new' }],
  'a property is new': [`${account}.properties.birthday`, { type: 'string' }],
  'a default is new': [`${list}.parameters.2.schema.default`, 'start'],
  'a property may be left out by the caller': [`${account}.required`, ['id']],
  'text has another style': ['paths./accounts/lookup.get.parameters.0.explode', true],
  'a header is new': [`${list}.responses.200.headers.X-New`, { schema: { type: 'string' } }],
  'a source is new': [`${schemas}.SourceId.enum.9`, 'badge'],
  'a warning is new': [`${schemas}.WarningCode.enum.99`, 'new-warning'],
  'a problem type is new': [`${schemas}.ProblemPath.enum.99`, '/problems/new'],
  'a name of a problem type is new': [`${schemas}.ProblemSlug.enum.99`, 'new'],
  'a name of a property is new': [`${schemas}.AccountProperty.enum.99`, 'birthday'],
  'an answer is bytes': [`${exported}.content.text/csv.schema.format`, undefined],
  'a value is never answered any more': [`${schemas}.ReportStatus.enum`, ['ok', 'failed']],
  'a property is not null any more': [`${account}.properties.email.type`, 'string']
}

void t.test('a change that breaks callers is found', async (t) => {
  for (const [name, { change, says }] of Object.entries(breaking)) {
    const isReverse = name === 'other members are refused'
    const other = isChange(change) ? changed(change) : changed(...change)
    const [before, after] = isReverse ? [other, changed()] : [changed(), other]
    t.match(documentBreaks({ before, after }).join('\n'), new RegExp(says.source, 'm'), name)
  }
})

void t.test('a header that may be missing is found', async (t) => {
  const header = 'components.headers.X-Request-Id.required'
  const breaks = documentBreaks({ before: changed([header, true]), after: changed() })
  t.match(breaks[0], /header X-Request-Id may now be missing$/)
})

void t.test('a harmless change is not reported', async (t) => {
  t.same(documentBreaks({ before: changed(), after: changed() }), [])
  for (const [name, change] of Object.entries(harmless)) {
    t.same(documentBreaks({ before: changed(), after: changed(change) }), [], name)
  }
})

void t.test('a reference that points nowhere is an error, not a document without changes', async (t) => {
  const after = changed([account, undefined])
  t.throws(() => documentBreaks({ before: changed(), after }), /#\/components\/schemas\/Account points nowhere/)
})

void t.test('the check fails on a breaking change without a new major version', async (t) => {
  const gone: Change = [`${account}.properties.email`, undefined]
  const { status, stderr } = check(t, gone)
  t.equal(status, 1)
  t.match(stderr, /\.email is gone\n[^]*raise the major version/)
  t.equal(check(t).status, 0)
  t.equal(check(t, gone, ['info.version', '99.0.0']).status, 0)
})

void t.test('a lower version is an error', async (t) => {
  for (const [before, after, falls] of [
    ['1.2.3', '1.2.3', false],
    ['1.2.3', '1.2.4', false],
    ['1.2.3', '1.10.0', false],
    ['1.2.3', '2.0.0', false],
    ['1.2.3-beta', '1.2.3', false],
    ['1.2.3', '1.2.2', true],
    ['1.2.3', '1.1.9', true],
    ['1.2.3', '0.9.0', true],
    ['10.0.0', '9.0.0', true],
    ['1.2.3', '1.2.3-beta', true]
  ] as const)
    t.equal(fallsBetween(before, after), falls, `${before} to ${after}`)
  t.throws(() => fallsBetween('1.0.0', 'one'), /Invalid Version: one/)
  const { status, stderr } = check(t, ['info.version', '0.9.0'])
  t.equal(status, 1)
  t.match(stderr, /^the version was \S+, now it is 0\.9\.0$/m)
})

function fallsBetween(before: string, after: string): boolean {
  return (
    releaseBreaks({ before: changed(['info.version', before]), after: changed(['info.version', after]) }).length > 0
  )
}

function isChange(change: Change | readonly Change[]): change is Change {
  return typeof change[0] === 'string'
}

/** Compares the released document with the changed one. */
function check(t: Test, ...changes: readonly Change[]) {
  const folder = t.testdir({ 'openapi.json': JSON.stringify(changed(...changes)) })
  return spawnSync(process.execPath, [checkDrift, `${folder}/openapi.json`], { encoding: 'utf8' })
}

/** The document, changed. */
function changed(...changes: readonly Change[]): Record<string, unknown> {
  const document = JSON.parse(text)
  for (const [path, value] of changes) {
    const names = path.split(/\.(?!json)/)
    const last = names.pop() ?? ''
    let place = document
    for (const name of names) place = place[name]
    if (!Array.isArray(place)) {
      if (value === undefined) delete place[last]
      else place[last] = value
    } else if (value === undefined) place.splice(Number(last), 1)
    else if (Number(last) < place.length) place[Number(last)] = value
    else place.push(value)
  }
  return document
}
