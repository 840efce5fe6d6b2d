import t from 'tap'
import { mistakeIn } from '../support/document.ts'
import { startSandbox } from '../support/service.ts'

const names = ['phone', 'email', 'loginId', 'loginSource']
/** Absent, valid, blank, and not a string. */
const values = [undefined, '1', ' ', 1]
const documented = { $ref: '#/components/schemas/LookupKey' }

/** Every combination of values for these members. */
function entriesOf([first, ...others]: readonly string[]): [string, unknown][][] {
  if (first === undefined) return [[]]
  return entriesOf(others).flatMap((rest) => values.map((value) => rest.concat([[first, value]])))
}

void t.test('a lookup key is refused exactly if it is invalid by the document', async (t) => {
  const { post } = await startSandbox(t)
  const keys: object[] = entriesOf(names).map((entries) =>
    Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  )
  keys.push({ fax: '1' }, { phone: '1', fax: '1' })
  const isNone = keys.map((key) => mistakeIn(documented, key) !== null)
  t.equal(isNone.filter((none) => !none).length, 4, 'phone, email, loginId, loginId with loginSource')
  for (const [index, key] of keys.entries()) {
    const { status } = await post('/accounts/lookup', { keys: [key] })
    t.equal(status === 400, isNone[index], JSON.stringify(key))
  }
})
