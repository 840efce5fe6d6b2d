import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { toCsv, toNdjson } from '../../accounts/export-formats.ts'
import { exportAccounts, type AccountExport } from '../../accounts/export.ts'
import { accountQuerySchema } from '../../model/query.ts'
import { invalidRequest } from '../../problems/failure.ts'
import { withPublicTypes } from '../../problems/public-types.ts'
import { callerTokenHeaders } from '../caller-tokens.ts'
import { filterSupport } from '../../sources/filter-support.ts'
import { answerExamples } from '../document/examples.ts'
import { listProblems, problemResponses } from '../document/problem-responses.ts'
import { streamPrivate } from '../send.ts'
import { prepareQuery, readQuestion, type ListRoutesOptions } from './read-question.ts'

const problems = ['unsupported-filter', ...listProblems] as const

/** The cost in the rate limit: an export can cause hundreds of upstream calls. */
const exportCost = 10

/** `GET /accounts/export`: every account of the sources as a stream. */
export const exportRoutes: FastifyPluginCallbackTypebox<ListRoutesOptions> = (app, options, done) => {
  const { lists } = options
  const order = lists.map(({ id }) => id)
  const [first] = order
  const { source, q, organizationId, role, appId, employeeId, email, phone, userName, scan, include, fields } =
    accountQuerySchema(order, filterSupport(lists.map(({ definition }) => definition))).properties
  const querystring = Type.Object(
    {
      source,
      q,
      organizationId,
      role,
      appId,
      employeeId,
      email,
      phone,
      userName,
      scan,
      include,
      fields,
      format: Type.Optional(
        Type.Enum(['ndjson', 'csv'], {
          default: 'ndjson',
          description: '`ndjson`: one account per line. `csv`: RFC 4180.'
        })
      ),
      bom: Type.Optional(
        Type.Boolean({
          default: false,
          description: 'Only with `csv`: adds a byte order mark, so that spreadsheets detect UTF-8.'
        })
      )
    },
    { additionalProperties: false }
  )
  app.get(
    '/accounts/export',
    {
      preValidation: prepareQuery,
      // Fastify would answer HEAD by reading the whole export.
      exposeHeadRoute: false,
      config: { produces: ['application/x-ndjson', 'text/csv'], needs: ['accounts:export'], cost: exportCost },
      schema: {
        operationId: 'exportAccounts',
        tags: ['Export'],
        summary: 'Export accounts',
        description:
          'Streams every account, source after source. ndjson ends with the line ' +
          '`{"end":{"complete":…,"count":…,"sources":[…]}}`. A file without it, or with `complete` false, is incomplete. csv ' +
          'aborts the connection instead of ending cleanly if rows are missing. A csv cell with several values joins them with `;`: ' +
          'role codes, and organization names, or ids without names. A value that a spreadsheet would run as a formula gets a leading apostrophe.',
        headers: callerTokenHeaders(lists),
        querystring: { ...querystring, style: 'form', explode: false },
        response: {
          200: {
            description: 'The accounts.',
            headers: {
              'X-Total-Count': {
                type: 'integer',
                description: 'Expected number of accounts, if one source is exported and reports a total.'
              },
              'Content-Disposition': { type: 'string', description: 'File name.' }
            },
            content: {
              'application/x-ndjson': {
                schema: { ...file, description: 'One account per line; the last line is the end.' },
                examples: answerExamples({ [`${first}.ndjson`]: 'The last lines of an export' }, order)
              },
              'text/csv': {
                schema: { ...file, description: 'A header row, then one row per account.' },
                examples: answerExamples({ [`${first}.csv`]: 'The first rows of an export' }, order)
              }
            }
          },
          ...problemResponses('exportAccounts', ...problems)
        }
      }
    },
    async (request, reply) => {
      const { format = 'ndjson', bom = false, ...params } = request.query
      refuseMixedFormat(format, request.query)
      const { visible, question } = readQuestion(params, reply, options)
      const accounts = withPublicEnd(await exportAccounts(visible, question, format === 'csv'), app.publicPath)
      if (accounts.total !== null) reply.header('x-total-count', accounts.total)
      reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson')
        .header('content-disposition', `attachment; filename="accounts.${format}"`)
      const { fields } = question.query
      return streamPrivate(reply, format === 'csv' ? toCsv(accounts, { bom, fields }) : toNdjson(accounts, fields))
    }
  )
  done()
}

/** Generators turn this into a `Blob` instead of a text in memory. */
const file = { type: 'string', format: 'binary' } as const

/** The same export, with the problem types in its end below the public path. */
function withPublicEnd(accounts: AccountExport, publicPath: string): AccountExport {
  return publicPath === '' ? accounts : { ...accounts, pages: publicPages(accounts.pages, publicPath) }
}

async function* publicPages(pages: AccountExport['pages'], publicPath: string): AccountExport['pages'] {
  return withPublicTypes(yield* pages, publicPath)
}

function refuseMixedFormat(format: 'ndjson' | 'csv', query: { include?: unknown; bom?: unknown }): void {
  const name = format === 'csv' ? 'include' : 'bom'
  // The default may be sent explicitly: `bom=false`.
  if ((query[name] ?? false) === false) return
  const message = `is only allowed with format=${format === 'csv' ? 'ndjson' : 'csv'}`
  throw invalidRequest({ in: 'query', name, message })
}
