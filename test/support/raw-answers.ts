import { connect } from 'node:net'

export interface RawAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Far longer than any answer may take. */
const hangMs = 10_000

/**
 * Sends bytes over a new connection, disconnects after the first answer, and parses it as HTTP. Throws if the other side neither
 * answers nor closes, or sends something other than HTTP.
 */
export async function exchangeRaw(url: string, bytes: Buffer, isHead: boolean): Promise<RawAnswer[]> {
  const { port, hostname } = new URL(url)
  const received: Buffer[] = []
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new Error('no answer, and the connection stays open'))
    }, hangMs)
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk)
      const [answer] = readAnswers(Buffer.concat(received), isHead, false)
      if (answer !== undefined) socket.end()
    })
    socket.on('end', () => socket.end())
    // The service may close a connection without reading it to its end.
    socket.on('error', () => {})
    socket.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    socket.write(bytes)
  })
  return readAnswers(Buffer.concat(received), isHead, true)
}

/** All complete answers in these bytes, without `100 Continue`. `ended`: nothing follows, so remaining bytes are a mistake. */
function readAnswers(bytes: Buffer, isHead: boolean, ended: boolean): RawAnswer[] {
  const answers: RawAnswer[] = []
  for (let rest = bytes; rest.length > 0;) {
    const headEnd = rest.indexOf('\r\n\r\n')
    const end = headEnd < 0 ? -1 : endOfBody(rest, headEnd + 4, isHead && answers.length === 0)
    if (end < 0) {
      // A reset connection loses its end.
      return answers
    }
    const [statusLine = '', ...lines] = rest.subarray(0, headEnd).toString('latin1').split('\r\n')
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(statusLine) ?? []
    if (status === undefined && ended) throw new Error(`not HTTP: ${statusLine}`)
    const headers = new Map(lines.map((line) => splitHeader(line)))
    if (Number(status) >= 200)
      answers.push({ status: Number(status), headers, body: bodyText(rest.subarray(headEnd + 4, end), headers) })
    rest = rest.subarray(end)
  }
  return answers
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}

/** The end of the body that begins at `start`; -1 while it is incomplete. */
function endOfBody(bytes: Buffer, start: number, isHead: boolean): number {
  const head = bytes.subarray(0, start).toString('latin1')
  if (isHead || /^HTTP\/1\.1 (1\d\d|204|304) /.test(head)) return start
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
    const last = bytes.indexOf('0\r\n\r\n', start)
    return last < 0 ? -1 : last + 5
  }
  const [, length = '0'] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
  const end = start + Number(length)
  return end <= bytes.length ? end : -1
}

function bodyText(body: Buffer, headers: ReadonlyMap<string, string>): string {
  return headers.get('transfer-encoding') === 'chunked' ? '' : body.toString('utf8')
}
