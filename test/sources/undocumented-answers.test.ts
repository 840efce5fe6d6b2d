import { createServer } from 'node:http'
import t from 'tap'
import { undocumented } from '../support/document.ts'
import { judgeAnswers } from '../support/judge-answers.ts'
import { listenOnLoopback } from '../support/loopback.ts'

const json = 'application/json'
const alive = { status: 'alive' }

void t.test('differences between an answer and the document are found', (t) => {
  t.equal(
    undocumented('GET', '/livez?x=1', 200, 'application/json; charset=utf-8', alive, ['x-request-id', 'date']),
    null
  )
  t.match(undocumented('GET', '/livez', 418, json, alive), /no status 418/)
  t.match(undocumented('GET', '/livez', 200, 'text/plain', 'alive'), /no text\/plain/)
  t.match(undocumented('GET', '/livez', 200, json, alive, ['x-powered-by']), /no header x-powered-by/)
  t.match(undocumented('GET', '/livez', 200, json, { status: 'dead' }), /must be equal to one of/)
  t.match(undocumented('GET', '/livez', 200, json, { ...alive, more: 1 }), /must NOT have additional properties/)
  t.match(undocumented('GET', '/sources/iam', 200, json, {}), /must have required property 'source'/)
  t.equal(undocumented('GET', '/not/in/the/document', 200, json, {}), null)
  t.end()
})

void t.test('every answer of a server is checked, however its bytes are sent', async (t) => {
  const judged: unknown[] = []
  const server = createServer((request, response) => {
    if (request.url === '/pieces') {
      response.setHeader('X-One', '1')
      response.write('{"a"')
      response.write(Buffer.from(':1}'))
      response.end()
    } else response.writeHead(201, { 'Content-Type': json }).end('{"a":1}')
  })
  judgeAnswers(server, {
    undocumented(method, path, status, mediaType, body, headers = []) {
      judged.push([method, path, status, mediaType, body, [...headers]])
      return null
    }
  })
  const url = await listenOnLoopback(t, server)
  for (const path of ['/whole', '/pieces']) await (await fetch(url + path)).text()
  await fetch(`${url}/whole`, { method: 'HEAD' })
  t.same(judged, [
    ['GET', '/whole', 201, json, { a: 1 }, ['content-type']],
    ['GET', '/pieces', 200, '', '{"a":1}', ['x-one']]
  ])
})
