import t from 'tap'
import { isZeroTime } from '../../src/sources/zero-time.ts'
import { startPlayer } from '../support/player.ts'

/** Spellings of systems in many zones. */
const zeroTimes = [
  '0001-01-01T00:00:00Z',
  '0001-01-01T00:00:00.000Z',
  '0001-01-01T00:00:00.000000000Z',
  '0001-01-01t00:00:00z',
  '0001-01-01T00:00:00+00:00',
  '0001-01-01T00:00:00-00:00',
  // Go in Shanghai, Kolkata, Berlin, Tokyo: the offsets of that time, cut to minutes.
  '0001-01-01T08:05:43+08:05',
  '0001-01-01T08:05:43.000+08:05',
  '0001-01-01T05:53:28+05:53',
  '0001-01-01T00:53:28+00:53',
  '0001-01-01T09:18:59+09:18',
  '0001-01-01T08:00:00+08:00',
  '0001-01-01T14:00:00+14:00',
  // New York and Los Angeles: the year before.
  '0000-12-31T19:03:58-04:56',
  '0000-12-31T16:07:02-07:52',
  '-0001-12-31T19:03:58-04:56',
  '-000001-12-31T16:00:00-08:00',
  '+000000-12-31T19:00:00-05:00',
  '+000001-01-01T00:00:00Z',
  // Other spellings, with a blank, without seconds, zone or time.
  '0001-01-01 00:00:00',
  '0001-01-01 00:00:00Z',
  '0001-01-01 00:00:00 UTC',
  '0001-01-01 00:00:00 +0000 UTC',
  '0001-01-01 08:05:43 +0805 LMT',
  '0001-01-01T08:05:43+08:05:43',
  '0001-01-01T00:00:00',
  '0001-01-01T00:00:00.0000000',
  '0001-01-01T00:00',
  '0001-01-01 08:05:43',
  '0000-12-31 19:03:58',
  '0001-01-01',
  ' 0001-01-01T00:00:00Z '
]

const dates = [
  '0001-01-01T00:01:00Z',
  '0001-01-01T08:05:43Z',
  '0001-01-01T00:00:00+08:00',
  '0001-01-02T00:00:00Z',
  '0000-12-31T19:03:58+04:56',
  '0001-12-31T00:00:00Z',
  '1970-01-01T00:00:00Z',
  '2024-05-01T08:00:00+08:00',
  '2001-01-01T00:00:00Z'
]

const unreadable = [
  '0000-00-00 00:00:00',
  '0001-01-01 00:00:00 tomorrow at noon',
  '0001-01-01 20:00:00',
  '0001-13-01T00:00:00Z',
  '01-01-01',
  '1970-01-01 00:00:00'
]

void t.test('deletedAt: the zero time of any zone, in any spelling, is no date', async (t) => {
  const { ask, get } = await startPlayer(t)
  const sent = [...zeroTimes, ...dates]
  const rows = sent.map((DeletedAt, place) => ({ AccountId: String(place), DeletedAt }))
  await ask('iam', { body: JSON.stringify({ Code: 0, Total: rows.length, sub_accounts: rows }) })
  const { body } = await get('/accounts?source=iam&limit=100')
  t.equal(body.complete, true)
  t.strictSame(
    body.data.map(({ deletedAt }) => deletedAt),
    [...zeroTimes.map(() => null), ...dates]
  )
})

void t.test('deletedAt: other text that is no date-time is not read as "no date"', async (t) => {
  const { ask } = await startPlayer(t)
  for (const DeletedAt of unreadable) {
    t.notOk(isZeroTime(DeletedAt), DeletedAt)
    const rows = [{ AccountId: '1', DeletedAt }]
    const { body } = await ask('iam', { body: JSON.stringify({ Code: 0, Total: 1, sub_accounts: rows }) })
    t.match(body, { data: [], complete: false, sources: [{ warnings: [{ code: 'row-invalid' }] }] })
  }
})

void t.test('every zone of the world spells the zero time', (t) => {
  for (const timeZone of Intl.supportedValuesOf('timeZone')) {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
    const local = format.format(new Date('0001-01-01T00:00:00Z'))
    t.ok(isZeroTime(local.replace(/^(?=\d-)/, '000')), `${timeZone}: ${local}`)
  }
  t.end()
})
