import { defineList } from '../../../src/sources/define-list.ts'
import { flag, id, text } from '../../../src/sources/fields.ts'
import { ledger } from './ledger.ts'

/** The staff in the ledger. */
export const staff = defineList(ledger, {
  id: 'staff',
  title: { en: 'Staff in the ledger', zh: '台账人员' },
  operation: { method: 'POST', path: '/v2/query?table=staff', apiVersion: null },
  timeoutMs: 3000,
  maxPageSize: 10,
  paging: { first: 'page', size: 'per', counts: 'pages', from: 0 },
  filters: { role: { parameter: 'rank', toTheirs: (role) => (role === 'chief' ? 1 : null), note: 'only chief' } },
  callerToken: { header: 'X-Ledger-Pass', cookie: 'ledger_session' },
  list: 'items',
  total: 'count',
  fields: { nativeId: id('no'), userName: text('login'), isAdmin: flag('chief') }
})
