import { Readable } from 'node:stream'
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { exportAccounts } from '../../accounts/export.ts'
import { toCsv, toNdjson } from '../../accounts/export-formats.ts'
import { accountQuerySchema } from '../../model/query.ts'
import { Abandoned, Failure, invalidRequest } from '../../problems/failure.ts'
import type { AccountsRoutesOptions } from './accounts.ts'
import { prepareQuery, toAccountQuery } from './read-question.ts'
import { answerExamples } from '../document/examples.ts'
import { listProblems, problemResponses } from '../document/problem-responses.ts'
import { callerTokenHeaders, requestContext } from '../to-call-context.ts'
import { askableBy } from '../../callers/visible-sources.ts'

const problems = ['unsupported-filter', ...listProblems] as const

/** Requests that an export counts for in the rate limit: it may be hundreds of upstream calls. */
const exportCost = 10

/** `GET /accounts/export`: every account of the sources as a stream. */
export const exportRoutes: FastifyPluginCallbackTypebox<AccountsRoutesOptions> = (app, { lists, registry }, done) => {
  const order = lists.map(({ id }) => id)
  const [first] = order
  const { source, q, organizationId, role, appId, employeeId, include } = accountQuerySchema(order).properties
  const querystring = Type.Object(
    {
      source,
      q,
      organizationId,
      role,
      appId,
      employeeId,
      include,
      format: Type.Optional(
        Type.Enum(['ndjson', 'csv'], {
          default: 'ndjson',
          description: '`ndjson`: one Account a line. `csv`: RFC 4180.'
        })
      ),
      bom: Type.Optional(
        Type.Boolean({
          default: false,
          description: 'With `csv`: a byte order mark, by which spreadsheets know UTF-8.'
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
          'Every account of the sources as a stream, source after source, as fast as it is read. ndjson ends with a line ' +
          '`{"end":{"complete":…,"count":…,"sources":[…]}}`; a file without it, or with `complete` false, is not whole. csv ' +
          'breaks the connection instead of ending where anything is missing. In csv, lists are joined by `;`, roles by code ' +
          'and organizations by name, else id; a cell that a spreadsheet would run as a formula begins with a quote.',
        headers: callerTokenHeaders(lists),
        querystring: { ...querystring, style: 'form', explode: false },
        response: {
          200: {
            description: 'The accounts.',
            headers: {
              'X-Total-Count': {
                type: 'integer',
                description: 'Accounts to expect, where one source is asked and says so: for a progress bar.'
              },
              'Content-Disposition': { type: 'string', description: 'A name for the file.' }
            },
            content: {
              'application/x-ndjson': {
                schema: { type: 'string', description: 'One Account a line; the last line is the end.' },
                examples: answerExamples({ [`${first}.ndjson`]: 'The last lines of an export' }, order)
              },
              'text/csv': {
                schema: { type: 'string', description: 'A header row, then one row an account.' },
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
      const query = toAccountQuery(params, order)
      const askable = askableBy(request.caller, lists, query.sources)
      const question = { query, context: requestContext(request, reply, registry) }
      const opened = await exportAccounts(askable, question, format === 'csv')
      const chunks = format === 'csv' ? toCsv(opened, bom) : toNdjson(opened)
      reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson')
        .header('content-disposition', `attachment; filename="accounts.${format}"`)
        .header('cache-control', 'private, no-store')
      if (opened.total !== null) reply.header('x-total-count', opened.total)
      return sendChunks(reply, chunks)
    }
  )
  done()
}

/** One chunk ahead at most: the reader's speed is the upstream's speed. */
function sendChunks(reply: FastifyReply, chunks: AsyncIterable<string>): FastifyReply {
  const stream = Readable.from(chunks, { highWaterMark: 1 })
  // For the log: an answer that breaks off has its status sent already.
  stream.once('error', (error) => {
    if (!(error instanceof Abandoned)) reply.slug = error instanceof Failure ? error.slug : 'internal-error'
  })
  return reply.send(stream)
}

function refuseMixedFormat(format: 'ndjson' | 'csv', query: { include?: unknown; bom?: unknown }): void {
  const name = format === 'csv' ? 'include' : 'bom'
  // What is left out may be sent, too: `bom=false` is no wish.
  if ((query[name] ?? false) === false) return
  const message = `goes with format=${format === 'csv' ? 'ndjson' : 'csv'} only`
  throw invalidRequest({ in: 'query', name, message })
}
