import t from 'tap'
import { rowFingerprint } from '../../src/accounts/anchors.ts'

void t.test('invalid rows have a fingerprint, even one that cannot be stringified', (t) => {
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  t.equal(rowFingerprint(circle), 0)
  t.equal(rowFingerprint({ openId: ['a'] }), rowFingerprint({ openId: ['a'] }))
  t.not(rowFingerprint({ openId: ['a'] }), rowFingerprint({ openId: ['b'] }))
  t.end()
})
