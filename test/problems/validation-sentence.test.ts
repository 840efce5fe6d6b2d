import t from 'tap'
import { validationSentence } from '../../src/problems/validation-sentence.ts'

void t.test('every validation error has a sentence, even unexpected ones', (t) => {
  for (const [keyword, params, sentence] of [
    ['type', { type: 'integer' }, 'must be a whole number'],
    ['type', { type: 'null' }, 'is not valid'],
    ['minimum', { limit: 1 }, 'must be >= 1'],
    ['required', { missingProperty: 'keys' }, 'is missing'],
    ['const', {}, 'is not valid'],
    ['if', {}, 'is not valid']
  ] as const) {
    t.equal(validationSentence({ keyword, params }), sentence)
  }
  t.end()
})
