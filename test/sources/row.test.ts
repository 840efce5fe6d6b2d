import t from 'tap'
import {
  RowInvalid,
  readDateTime,
  readFlag,
  readId,
  readInteger,
  readRows,
  readText,
  readWebAddress
} from '../../src/sources/row.ts'

type Reader = (value: unknown, member: string) => unknown

/** The result of each reader for a value. Any other JSON is refused. */
const read: readonly (readonly [name: string, reader: Reader, pairs: (readonly [sent: unknown, read: unknown])[]])[] = [
  [
    'text',
    readText,
    [
      ['Emma', 'Emma'],
      [' Emma ', ' Emma '],
      ['0', '0'],
      ['null', 'null'],
      [0, '0'],
      [-7, '-7'],
      [1.5, '1.5'],
      [10_480_000_521, '10480000521'],
      [Number.MAX_SAFE_INTEGER, '9007199254740991']
    ]
  ],
  [
    'integer',
    readInteger,
    [
      [2, 2],
      [-1, -1],
      ['2', 2],
      [' 2 ', 2],
      ['-1', -1],
      ['+1', 1],
      ['007', 7],
      [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
    ]
  ],
  [
    'flag',
    readFlag,
    [
      [true, true],
      [false, false],
      ['true', true],
      ['false', false],
      [' TRUE ', true]
    ]
  ],
  [
    'date-time',
    readDateTime,
    [
      ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59Z'],
      ['2024-05-01T08:00:00.123+08:00', '2024-05-01T08:00:00.123+08:00'],
      [' 2024-05-01T08:00:00Z ', '2024-05-01T08:00:00Z'],
      ['0001-01-01T00:00:00Z', null],
      ['0001-01-01T00:00:00.000Z', null],
      ['0001-01-01T08:00:00+08:00', null]
    ]
  ],
  [
    'web address',
    readWebAddress,
    [
      ['https://example.com/a.png', 'https://example.com/a.png'],
      ['HTTP://example.com', 'HTTP://example.com'],
      ['javascript:alert(1)', null],
      ['data:image/png;base64,AA==', null],
      ['//example.com/a.png', null],
      ['ftp://example.com', null],
      ['https://', null],
      ['a.png', null],
      [7, null]
    ]
  ]
]

for (const [name, reader, pairs] of read) {
  for (const [sent, expected] of pairs) {
    void t.test(`${JSON.stringify(sent)} as ${name} is ${JSON.stringify(expected)}`, async (t) => {
      t.equal(reader(sent, 'member'), expected)
    })
  }

  void t.test(`${name}: absent, null, empty and blank are null`, async (t) => {
    for (const sent of [undefined, null, '', ' ', '\t\n', '\u3000']) t.equal(reader(sent, 'member'), null)
  })
}

const refused: readonly (readonly [name: string, reader: Reader, values: unknown[]])[] = [
  ['text', readText, [true, false, {}, [], ['a'], Infinity, -Infinity, 2 ** 53, NaN]],
  ['an id', readId, [undefined, null, '', ' ', true, {}, [], 1e300]],
  [
    'an integer',
    readInteger,
    ['two', '1.5', 1.5, '1e3', '0x1', '9007199254740992', 2 ** 53, true, {}, [], [1], Infinity]
  ],
  ['true or false', readFlag, ['yes', '1', 0, 1, {}, [], [true]]],
  ['a list', readRows, ['x', 1, true, {}, [1], [null], ['a'], [[]], [{}, 'a']]],
  [
    'a date',
    readDateTime,
    [
      'yesterday',
      '2024-02-30T00:00:00Z',
      '2024-05-01',
      '2024-05-01 08:00:00',
      '20240501T080000Z',
      0,
      1_700_000_000,
      true,
      {}
    ]
  ],
  ['a web address', readWebAddress, [true, {}, ['https://example.com'], Infinity]]
]

for (const [name, reader, values] of refused) {
  for (const value of values) {
    void t.test(
      `${value === undefined ? 'nothing' : (JSON.stringify(value) ?? '?')} (${String(value)}) is not ${name}`,
      async (t) => {
        t.throws(() => reader(value, 'member'), RowInvalid)
      }
    )
  }

  void t.test(`a value that is not ${name} is reported by its member, without the value`, async (t) => {
    t.throws(() => reader({ phone: '10000000001' }, 'member'), { message: /^member / })
    t.throws(() => reader(['10000000001'], 'member'), { message: /^(?!.*1000).*$/ })
  })
}

void t.test('a list that is absent, null or blank is empty', async (t) => {
  for (const sent of [undefined, null, '', ' ', []]) t.strictSame(readRows(sent, 'member'), [])
})
