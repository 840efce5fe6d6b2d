import { readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import t from 'tap'
import { documentBreaks } from '../openapi/compare-documents.ts'

const text = readFileSync(new URL('../openapi/openapi.json', import.meta.url), 'utf8')
const checkDrift = 'openapi/check-drift.ts'

/** Paths into the document, and what is put there; undefined takes it away. */
type Change = readonly [path: string, value: unknown]

const list = 'paths./accounts.get'
const search = 'paths./accounts/search.post.requestBody.content.application/json.schema'
const account = 'components.schemas.Account'
const key = 'components.schemas.LookupKey'

const breaking: Record<string, { change: Change; says: RegExp }> = {
  'a path is gone': { change: ['paths./sources', undefined], says: /^GET \/sources is gone$/ },
  'an operation is gone': {
    change: ['paths./accounts/lookup.post', undefined],
    says: /^POST \/accounts\/lookup is gone$/
  },
  'an operation has another name': { change: [`${list}.operationId`, 'list'], says: /operationId changed/ },
  'a way in is closed': {
    change: [`${list}.security`, [{ apiKey: [] }]],
    says: /security \{"bearer":\[\]\} is not enough/
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
    change: [`${key}.properties.phone.type`, 'integer'],
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
  'an answer has another media type': {
    change: ['paths./accounts/export.get.responses.200.content.text/csv', undefined],
    says: /status 200: text\/csv is gone/
  },
  'a property is gone': { change: [`${account}.properties.email`, undefined], says: /data\[\]\.email is gone/ },
  'a property may be missing': { change: [`${account}.required`, ['id']], says: /\.nativeId may now be missing/ },
  'a property may be null': {
    change: [`${account}.properties.id.type`, ['string', 'null']],
    says: /its type was string/
  },
  'a property has another format': {
    change: [`${account}.properties.deletedAt.format`, 'date'],
    says: /its format was date-time, now it is date/
  },
  'a value is never answered any more': {
    change: ['components.schemas.SourceReport.properties.status.enum', ['ok']],
    says: /failed is no value any more/
  },
  'a value is one of a list no more': {
    change: ['components.schemas.SourceReport.properties.status.enum', undefined],
    says: /its list of values is gone/
  },
  'one of several shapes is new': {
    change: ['components.schemas.SourceReport.properties.problem.anyOf.2', { type: 'string' }],
    says: /its anyOf changed/
  }
}

const harmless: Record<string, Change> = {
  'a description is another': [`${list}.description`, 'other words'],
  'an operation is new': ['paths./new', { get: { operationId: 'new', responses: {} } }],
  'a parameter is new': [`${list}.parameters.99`, { in: 'query', name: 'new', schema: {} }],
  'a number may be more': [`${list}.parameters.1.schema.maximum`, 500],
  'a status is new': [`${list}.responses.418`, { description: 'new' }],
  'a property is new': [`${account}.properties.birthday`, { type: 'string' }],
  'a value is new in an answer': ['components.schemas.SourceReport.properties.status.enum.9', 'late'],
  'a property is not null any more': [`${account}.properties.email.type`, 'string']
}

void t.test('a change that breaks callers is found', async (t) => {
  for (const [name, { change, says }] of Object.entries(breaking)) {
    const isReverse = name === 'other members are refused'
    const [before, after] = isReverse ? [changed(change), changed()] : [changed(), changed(change)]
    t.match(documentBreaks({ before, after }).join('\n'), new RegExp(says.source, 'm'), name)
  }
})

void t.test('a change that breaks nobody is none', async (t) => {
  t.same(documentBreaks({ before: changed(), after: changed() }), [])
  for (const [name, change] of Object.entries(harmless)) {
    t.same(documentBreaks({ before: changed(), after: changed(change) }), [], name)
  }
})

void t.test('a reference that points nowhere is an error, not a document without changes', async (t) => {
  const after = changed([account, undefined])
  t.throws(() => documentBreaks({ before: changed(), after }), /#\/components\/schemas\/Account points nowhere/)
})

void t.test('the check fails when callers break and the major version is the same', async (t) => {
  const check = (...changes: Change[]) => {
    const folder = t.testdir({ 'openapi.json': JSON.stringify(changed(...changes)) })
    return spawnSync(process.execPath, [checkDrift, `${folder}/openapi.json`], { encoding: 'utf8' })
  }
  const gone: Change = [`${account}.properties.email`, undefined]
  const { status, stderr } = check(gone)
  t.equal(status, 1)
  t.match(stderr, /\.email is gone\n[^]*raise the major version/)
  t.equal(check().status, 0)
  t.equal(check(gone, ['info.version', '99.0.0']).status, 0)
})

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
