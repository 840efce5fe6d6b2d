import t, { type Test } from 'tap'
import { encode } from '../support/charsets.ts'
import { answerWith } from '../support/samples.ts'
import { startService } from '../support/service.ts'
import { idMember, isLookup, plain, sources } from '../support/sources.ts'
import { httpAnswer, startTcpUpstream } from '../support/tcp-upstream.ts'

/** A valid answer with one row. Its id is this text, and the rest is ASCII. */
function answerFor(source: string, id: string): string {
  const answer = answerWith(source, JSON.stringify([{ [idMember(source)]: '@id' }]))
  return answer.replaceAll(/\P{ASCII}/gu, 'x').replace('@id', () => id)
}

function pathFor(source: string): string {
  return isLookup(source) ? '/accounts/lookup?phone=10000000001' : `/accounts?source=${source}`
}

/** A service in front of an upstream whose body and content type the test sets. */
async function startWith(t: Test) {
  const next = { body: Buffer.alloc(0), contentType: '', status: '200 OK' }
  const upstream = await startTcpUpstream(t, (socket) => {
    socket.write(httpAnswer(next.body, { 'content-type': next.contentType }, next.status))
  })
  const service = await startService(t, upstream.url, { environment: plain })
  return { next, ...service }
}

const utf8 = (text: string): Buffer => Buffer.from(text)
const utf16le = (text: string): Buffer => Buffer.from(text, 'utf16le')
const utf16be = (text: string): Buffer => utf16le(text).swap16()
const mark = '\ufeff'

const readable: readonly (readonly [contentType: string, id: string, toBytes: (text: string) => Buffer])[] = [
  ['application/json', '李明', utf8],
  ['application/json', '李明', (text) => utf8(mark + text)],
  ['', '李明', utf8],
  ['application/json; charset=', '李明', utf8],
  ['application/json;charset=UTF-8', '王明', utf8],
  ['application/json;charset=UTF-8', '王明', (text) => utf8(mark + text)],
  ['application/json; charset=utf8mb4', '😀', utf8],
  ['application/json; charset=utf_8', '李明', utf8],
  ['application/json; charset=GBK', '李明', (text) => encode('gbk', text)],
  ['application/json; charset=GBK', '王明', (text) => encode('gbk', text)],
  ['application/json;charset="gbk"', '張三', (text) => encode('gbk', text)],
  ["application/json;charset='Gbk'", '张三', (text) => encode('gbk', text)],
  ['application/json; Charset = gb2312 ; boundary=x', '李明', (text) => encode('gbk', text)],
  ['application/json; version=1; charset=x-gbk', '李明', (text) => encode('gbk', text)],
  ['application/json, application/json; charset=cp936', '李明', (text) => encode('gbk', text)],
  ['application/json; charset=GBK', '李明', (text) => utf8(mark + text)],
  ['text/plain;charset=GB18030', '李明', (text) => encode('gb18030', text)],
  ['application/json;charset=GB18030', '㐀', (text) => utf18030(text)],
  ['application/json;charset=Big5', '陳大文', (text) => encode('big5', text)],
  ['application/json;charset=cp950', '陳大文', (text) => encode('big5', text)],
  ['application/json;charset=Shift_JIS', '山田', (text) => encode('shift_jis', text)],
  ['application/json;charset=EUC-KR', '김', (text) => encode('euc-kr', text)],
  ['application/json;charset=UTF-16', '李明', utf16le],
  ['application/json;charset=UTF-16', '李明', (text) => utf16le(mark + text)],
  ['application/json;charset=UTF-16', '李明', utf16be],
  ['application/json;charset=UTF-16', '李明', (text) => utf16be(mark + text)],
  ['application/json;charset=UTF-16LE', '李明', utf16le],
  ['application/json;charset=utf-16be', '李明', utf16be],
  ['application/json;charset=ISO-8859-1', 'Zoë', (text) => Buffer.from(text, 'latin1')],
  ['application/json;charset=latin-1', 'Zoë', (text) => Buffer.from(text, 'latin1')],
  ['application/json;charset=windows-1252', '€uro', (text) => encode('windows-1252', text)],
  ['application/json;charset=koi8-r', 'Анна', (text) => encode('koi8-r', text)],
  ['application/json;charset=klingon', 'plain', utf8]
]

/** A four-byte character among one-byte characters. */
function utf18030(text: string): Buffer {
  const [before = '', after = ''] = text.split('㐀')
  return Buffer.concat([Buffer.from(before), Buffer.from('8139ee39', 'hex'), Buffer.from(after)])
}

void t.test('charset: a declared one is decoded, UTF-8 by default', async (t) => {
  const { next, get } = await startWith(t)
  for (const [contentType, id, toBytes] of readable) {
    for (const source of sources) {
      Object.assign(next, { contentType, body: toBytes(answerFor(source, id)) })
      const { status, body } = await get(pathFor(source))
      const found = isLookup(source) ? body.nativeId : body.data?.[0]?.nativeId
      t.same([status, found], [200, id], `${source}: ${contentType}`)
    }
  }
})

const half = (charset: string) => (text: string) => {
  const [before = '', after = ''] = text.split('*')
  return Buffer.concat([Buffer.from(before), encode(charset, '李').subarray(0, -1), Buffer.from(after)])
}

const unreadable: readonly (readonly [contentType: string, id: string, toBytes: (text: string) => Buffer])[] = [
  ['application/json', '李明', (text) => encode('gbk', text)],
  ['', '李明', (text) => encode('gbk', text)],
  ['application/json', 'Zoë', (text) => Buffer.from(text, 'latin1')],
  ['application/json', '李明', (text) => utf16le(mark + text)],
  ['application/json;charset=utf-8', '李明', (text) => encode('gbk', text)],
  ['application/json;charset=utf-8', '*', (text) => Buffer.from(text.replace('*', '\xe6\x9d'), 'latin1')],
  ['application/json', '*', (text) => Buffer.from(text.replace('*', '\xed\xa0\x80'), 'latin1')],
  ['application/json', 'a', (text) => Buffer.concat([utf8(text), utf8('李').subarray(0, 2)])],
  ['application/json;charset=gbk', '*', half('gbk')],
  ['application/json;charset=gbk', 'a', (text) => Buffer.concat([utf8(text), encode('gbk', '李').subarray(0, 1)])],
  ['application/json;charset=gb18030', '*', half('gb18030')],
  ['application/json;charset=big5', '*', half('big5')],
  ['application/json;charset=utf-16', '李明', (text) => utf16le(text).subarray(0, -1)],
  ['application/json;charset=utf-16', '李明', utf8],
  ['application/json;charset=klingon', '李明', utf8],
  ['application/json;charset=klingon', 'Zoë', (text) => Buffer.from(text, 'latin1')],
  ['application/json;charset=hz-gb-2312', '~{@nCw~}', utf8],
  ['application/json;charset=utf-7', '+Zk5mDg-', utf8],
  ['application/json;charset=iso-2022-jp', '李明', utf8]
]

void t.test('charset: invalid bytes are upstream-response-invalid, never replaced', async (t) => {
  const { next, get, log } = await startWith(t)
  for (const [contentType, id, toBytes] of unreadable) {
    for (const source of sources) {
      Object.assign(next, { contentType, body: toBytes(answerFor(source, id)) })
      const { body } = await get(pathFor(source))
      t.match(
        body,
        { type: '/problems/upstream-response-invalid', status: 502, retryable: true, source },
        `${source}: ${contentType}`
      )
    }
  }
  t.notMatch(log(), 'internal-error')
})

void t.test('charset: a refusal keeps its status even if its body cannot be decoded', async (t) => {
  const { next, get } = await startWith(t)
  Object.assign(next, { contentType: 'text/plain', body: encode('gbk', '系统繁忙'), status: '503 Busy' })
  for (const source of sources) {
    t.match((await get(pathFor(source))).body, { type: '/problems/upstream-unavailable', status: 503 }, source)
  }
})

void t.test('charset: the login page of iam is recognised in any charset', async (t) => {
  const { next, get } = await startWith(t)
  for (const contentType of ['text/html', 'text/html; charset=utf-8', 'text/html; charset=gbk', 'text/plain']) {
    Object.assign(next, { contentType, body: encode('gbk', '\n<html><title>登录</title></html>') })
    t.match((await get(pathFor('iam'))).body, { type: '/problems/upstream-session-expired' }, contentType)
    t.match((await get(pathFor('tenant'))).body, { type: '/problems/upstream-response-invalid' }, contentType)
  }
})

void t.test('charset: more content types than are cached are still read', async (t) => {
  const { next, get } = await startWith(t)
  for (let number = 0; number < 120; number++) {
    Object.assign(next, {
      contentType: `application/json;v=${number};charset=gbk`,
      body: encode('gbk', answerFor('tenant', '李'))
    })
    t.match((await get(pathFor('tenant'))).body.data, [{ nativeId: '李' }])
  }
})
