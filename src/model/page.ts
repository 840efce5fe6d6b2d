import { Type, type Static } from 'typebox'
import type { Account } from './account.ts'
import { nullableInteger, nullableReference, nullableText } from './nullable.ts'
import type { ProblemSummary } from './problem-summary.ts'

export const Warning = Type.Object(
  {
    code: Type.Enum(
      ['total-changed', 'duplicate-id', 'rows-may-be-missing', 'row-invalid', 'short-page', 'offset-suspect'],
      {
        title: 'WarningCode',
        description:
          '`total-changed`: the list grew or shrank between two pages. `duplicate-id`: the same id occurs in several rows; ' +
          'all of them are included. `rows-may-be-missing`: the list changed and the position in it is lost. ' +
          '`row-invalid`: a row could not be mapped and is missing. `short-page`: the upstream sent fewer rows than it ' +
          'reports. `offset-suspect`: the upstream seems to count its offset in rows instead of pages, or the reverse (setting ' +
          'IAM_OFFSET_UNIT). All but the first two make the answer incomplete.'
      }
    ),
    detail: Type.String({ description: 'One sentence. It names members, never values.' }),
    row: Type.Optional(Type.Integer({ minimum: 0, description: "Position of the row in the source's list, from 0." }))
  },
  {
    $id: 'Warning',
    additionalProperties: false,
    description: 'A limitation of the accounts from a source.'
  }
)
export type Warning = Static<typeof Warning>

/** The progress of a scan. */
export const ScanProgress = Type.Object(
  {
    rows: Type.Integer({ minimum: 0, description: 'Rows examined for this answer.' }),
    examined: Type.Integer({ minimum: 0, description: 'Rows examined over all pages so far.' }),
    of: nullableInteger('Rows in the list; null if the source reports no total.', { minimum: 0 })
  },
  { $id: 'ScanProgress', additionalProperties: false, description: 'Progress of a scan.' }
)
export type ScanProgress = Static<typeof ScanProgress>

/** The report of one source in an answer. */
export function sourceReportSchema(sources: readonly string[]) {
  return Type.Object(
    {
      source: Type.Unsafe<string>({
        type: 'string',
        enum: [...sources],
        title: 'SourceId',
        description: 'The source.'
      }),
      status: Type.Enum(['ok', 'failed', 'skipped', 'done'], {
        title: 'ReportStatus',
        description:
          '`ok`: answered. Also if it was not called because `limit` had no room for it: `returned` and `durationMs` are then ' +
          '0, and its accounts come on a later page. `failed`: its accounts come on a later page. ' +
          '`skipped`: not called, because credentials or a filter are missing. `done`: not called, because no accounts are left.'
      }),
      returned: Type.Integer({ minimum: 0, description: 'Accounts from this source in this answer.' }),
      total: nullableInteger('Total accounts of the source for this query; null if it reports none or is scanned.', {
        minimum: 0
      }),
      durationMs: Type.Integer({
        minimum: 0,
        description: 'Duration in milliseconds; 0 if the source was not called.'
      }),
      stale: Type.Boolean({
        description: 'Whether the accounts come from a stale cached response because the source fails (stale-if-error).'
      }),
      ageMs: Type.Integer({
        minimum: 0,
        description: 'Age of the upstream response in milliseconds; 0 if it is fresh.'
      }),
      scan: nullableReference<ScanProgress>(
        'ScanProgress',
        'How far its list was read through, because its upstream cannot filter; null where nothing was scanned.'
      ),
      warnings: Type.Array(Type.Unsafe<Warning>({ $ref: 'Warning#' }), { description: 'Limitations of its accounts.' }),
      problem: nullableReference<ProblemSummary>('ProblemSummary', 'Why it failed or was skipped; null otherwise.')
    },
    { $id: 'SourceReport', additionalProperties: false, description: 'What one source contributed to an answer.' }
  )
}
export type SourceReport = Static<ReturnType<typeof sourceReportSchema>>

export const AccountsPage = Type.Object(
  {
    data: Type.Array(Type.Unsafe<Account>({ $ref: 'Account#' }), {
      description: 'The accounts, grouped by source. There may be fewer than `limit`, or none, before the last page.'
    }),
    page: Type.Object(
      {
        limit: Type.Integer({ description: 'Max accounts in this answer.' }),
        number: nullableInteger('The parameter `page`; null without it.'),
        total: nullableInteger('Sum of the totals of all sources of the query; null if one is unknown.'),
        nextCursor: nullableText(
          'Send it as `cursor`, with all else unchanged, for the next page. Only null means the end.'
        )
      },
      { title: 'PagePosition', additionalProperties: false, description: 'Position of this page.' }
    ),
    sources: Type.Array(Type.Unsafe<SourceReport>({ $ref: 'SourceReport#' }), {
      description: 'One report for each source of the query.'
    }),
    complete: Type.Boolean({
      description:
        'True if every source is `ok` or `done` and there is no warning other than `total-changed` and `duplicate-id`.'
    })
  },
  { $id: 'AccountsPage', additionalProperties: false, description: 'One page of accounts, from one source or several.' }
)
export type AccountsPage = Static<typeof AccountsPage>
