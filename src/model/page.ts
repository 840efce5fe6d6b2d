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
          '`total-changed`: the list grew or shrank during the walk. `duplicate-id`: the same id occurs in several rows; ' +
          'all of them are given. `rows-may-be-missing`: the list changed so that the place of the walk is lost. ' +
          '`row-invalid`: a row could not be mapped and is missing. `short-page`: the upstream sent fewer rows than there ' +
          'are. `offset-suspect`: the upstream seems to count its offset in the other unit (setting IAM_OFFSET_UNIT). All ' +
          'but the first two make the answer incomplete.'
      }
    ),
    detail: Type.String({ description: 'One sentence. Names members, never values.' }),
    row: Type.Optional(Type.Integer({ minimum: 0, description: "Place of the row in the source's list, from 0." }))
  },
  {
    $id: 'Warning',
    additionalProperties: false,
    description: 'Something in a source that a reader of the answer must know.'
  }
)
export type Warning = Static<typeof Warning>

/** How far a list was read through. */
export const ScanProgress = Type.Object(
  {
    rows: Type.Integer({ minimum: 0, description: 'Rows looked at for this answer.' }),
    examined: Type.Integer({ minimum: 0, description: 'Rows looked at in the whole walk.' }),
    of: nullableInteger('Rows of the list; null when the source did not say.', { minimum: 0 })
  },
  { $id: 'ScanProgress', additionalProperties: false, description: 'How far a list was read through.' }
)
export type ScanProgress = Static<typeof ScanProgress>

/** What one source contributed to an answer. */
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
          '`ok`: asked and answered, or waiting for its turn. `failed`: asked and failed; its accounts come on a later page. ' +
          '`skipped`: not asked, for want of credentials or of a filter. `done`: everything it has was on earlier pages.'
      }),
      returned: Type.Integer({ minimum: 0, description: 'Accounts from this source in this answer.' }),
      total: nullableInteger(
        'Accounts the source says it has for this query; null when it did not say, or is scanned.',
        {
          minimum: 0
        }
      ),
      durationMs: Type.Integer({ minimum: 0, description: 'Milliseconds this source took; 0 when not asked.' }),
      stale: Type.Boolean({
        description: 'Whether the accounts come from an earlier answer because the source fails now.'
      }),
      ageMs: Type.Integer({ minimum: 0, description: 'Age of the answer in milliseconds; 0 when fresh.' }),
      scan: nullableReference<ScanProgress>(
        'ScanProgress',
        'How far its list was read through, because its upstream cannot filter; null where nothing was scanned.'
      ),
      warnings: Type.Array(Type.Unsafe<Warning>({ $ref: 'Warning#' }), { description: 'What is wrong with its part.' }),
      problem: nullableReference<ProblemSummary>('ProblemSummary', 'Why it failed or was skipped; null otherwise.')
    },
    { $id: 'SourceReport', additionalProperties: false, description: 'What one source contributed to an answer.' }
  )
}
export type SourceReport = Static<ReturnType<typeof sourceReportSchema>>

export const AccountsPage = Type.Object(
  {
    data: Type.Array(Type.Unsafe<Account>({ $ref: 'Account#' }), {
      description: 'The accounts, source after source. It may hold fewer than `limit`, even none, before the end.'
    }),
    page: Type.Object(
      {
        limit: Type.Integer({ description: 'The limit in force: the most accounts in this answer.' }),
        number: nullableInteger('The parameter `page`, null without it.'),
        total: nullableInteger('Sum of the totals of all sources of the query; null while one is not known.'),
        nextCursor: nullableText(
          'Send it as `cursor`, with all else unchanged, for the next page. Only null means the end.'
        )
      },
      { title: 'PagePosition', additionalProperties: false, description: 'Where this answer stands in the walk.' }
    ),
    sources: Type.Array(Type.Unsafe<SourceReport>({ $ref: 'SourceReport#' }), {
      description: 'One report for each source of the query.'
    }),
    complete: Type.Boolean({
      description:
        'True only when every source is `ok` or `done` and no warning but `total-changed` and `duplicate-id` was given.'
    })
  },
  { $id: 'AccountsPage', additionalProperties: false, description: 'One page of accounts, from one source or several.' }
)
export type AccountsPage = Static<typeof AccountsPage>
