import t from 'tap'
import { findPhrases } from '../../.ci/find-phrases.ts'

void t.test('prose check: phrases to avoid are found with their line, also across line ends', async (t) => {
  for (const [text, phrase, line] of [
    ['First line.\nNobody is rate limited.', 'Nobody', 2],
    ['/** A cached response may stand\n * in. */', 'stand    in', 1],
    ['// Max retries.\n// Rows per page, at most.', 'at most', 2],
    ['const text = "Redis is away"', 'is away', 1],
    ['| `TENANT_TIMEOUT_MS` and its kin |', 'kin', 1],
    ['> The total differs from the one\n> told before.', 'told', 2],
    ['The connection ends without a\nword.', 'without a word', 1]
  ] as const) {
    t.match(findPhrases(text), [{ line, phrase }], text)
  }
})

void t.test('prose check: field words that look alike are accepted', async (t) => {
  for (const text of [
    'at most once a second',
    'At most 50 keys are looked up.',
    'nobody@example.com',
    'Handkin, unbelievable, tenants in, standing input',
    'amended, dear-sir, retold',
    'leave alone-standing values'
  ]) {
    t.same(findPhrases(text), [], text)
  }
})
