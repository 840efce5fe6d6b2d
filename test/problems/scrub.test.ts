import t from 'tap'
import { scrub } from '../../src/problems/scrub.ts'

const hidden = [
  ['accessToken[0a1b2c3d4e5f] invalid', 'accessToken[[token]] invalid'],
  ['Bearer abc.def expired', 'Bearer [token] expired'],
  ['token 为 abcDEF0123456789 已失效', 'token 为 [token] 已失效'],
  ['token是12ab，已失效', 'token是[token]，已失效'],
  ['secret：abc1', 'secret：[token]'],
  ['signature(abc)', 'signature([token])'],
  ['Cookie: access_token=xyz; path=/', 'Cookie: [token]; path=/'],
  ['5f4dcc3b5aa765d61d8327deb882cf99 is unknown', '[token] is unknown'],
  ['phone 138 0000 0000 和 a@b.cn', 'phone [digits] 和 [mail]'],
  ['at https://gateway.corp/x, 10.0.0.1:80 or db.internal', 'at [address] [address] or [address]'],
  ['Emma Clark is unknown', '[…] […] is unknown']
] as const

const shown = [
  'the token has expired',
  'token is invalid',
  'the bearer of bad news',
  'gateway.hsf.invoke.timeout',
  'appKey与统一身份ID对应的租户不同',
  'refreshToken invalid, errmsg 令牌是空的',
  'error 10203 in line 7'
]

void t.test('possible secrets, personal data and host addresses are replaced', (t) => {
  for (const [said, left] of hidden) t.equal(scrub(said, ['Emma', 'Clark']), left)
  t.end()
})

void t.test('the reason of a failure stays readable', (t) => {
  for (const said of shown) t.equal(scrub(said, []), said)
  t.end()
})

void t.test('a long text is cut without half of a secret at its end', (t) => {
  const text = scrub(`${'好'.repeat(995)}kestrel`, ['kestrel'])
  t.equal(text, `${'好'.repeat(300)}…`)
  t.end()
})
