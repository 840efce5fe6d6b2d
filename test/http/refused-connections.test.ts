import { connect } from 'node:net'
import { promisify } from 'node:util'
import t from 'tap'
import { startSandbox } from '../support/service.ts'
import { until } from '../support/until.ts'

const refused = {
  'CONNECT with much behind it': `CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n${'x'.repeat(200_000)}`,
  'CONNECT with nothing behind it': 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n',
  'what is not HTTP': 'garbage\r\n\r\n',
  'a method of another protocol': 'ANNOUNCE /accounts RTSP/1.0\r\nHost: x\r\n\r\n'
}

for (const [what, bytes] of Object.entries(refused)) {
  for (const then of ['hangs up', 'never hangs up']) {
    void t.test(`a caller that sends ${what} and ${then} leaves no open connection`, async (t) => {
      const { url, app } = await startSandbox(t)
      const { server } = app.server
      const open = promisify<number>(server.getConnections.bind(server))
      const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true })
      t.teardown(() => socket.destroy())
      // A connection that is closed with unread bytes is reset.
      socket.on('error', () => {})
      let received = ''
      socket.setEncoding('utf8').on('data', (text: string) => (received += text))
      socket.write(bytes)
      await until(() => received.includes('requestId') || socket.destroyed)
      t.match(received, /^HTTP\/1\.1 40[05] [^]*application\/problem\+json/)
      if (then === 'hangs up') socket.destroy()
      await until(async () => (await open()) === 0)
    })
  }
}
