import type { Socket } from 'node:net'
import t from 'tap'
import { startService } from '../support/service.ts'
import { pathOf, successOf } from '../support/samples.ts'
import { plain, sources } from '../support/sources.ts'
import { httpAnswer, startTcpUpstream } from '../support/tcp-upstream.ts'

const whole: readonly (readonly [what: string, play: (socket: Socket, good: string) => void])[] = [
  [
    'an answer that ends with its connection',
    (socket, good) => socket.end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n${good}`)
  ],
  ['an HTTP/1.0 answer', (socket, good) => socket.end(`HTTP/1.0 200 OK\r\n\r\n${good}`)],
  [
    'early hints',
    (socket, good) => socket.write(`HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${httpAnswer(good).toString()}`)
  ],
  [
    '102 before the answer',
    (socket, good) => socket.write(`HTTP/1.1 102 Processing\r\n\r\n${httpAnswer(good).toString()}`)
  ],
  [
    'an answer in single bytes',
    (socket, good) => httpAnswer(good).forEach((byte) => socket.write(Buffer.from([byte])))
  ],
  ['more bytes than its length', (socket, good) => socket.write(Buffer.concat([httpAnswer(good), Buffer.from('{}')]))],
  ['an unrequested second answer', (socket, good) => socket.write(Buffer.concat([httpAnswer(good), httpAnswer('[]')]))]
]

for (const [what, play] of whole) {
  void t.test(`${what}: the accounts are returned repeatedly`, async (t) => {
    let source: string = 'tenant'
    const upstream = await startTcpUpstream(t, (socket) => play(socket, successOf(source)))
    const { get } = await startService(t, upstream.url, { environment: plain })
    for (source of sources) {
      for (let time = 0; time < 3; time += 1) t.equal((await get(pathOf(source))).status, 200, source)
    }
  })
}
