import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { selectEach } from '../accounts/select-fields.ts'
import { sharedJson } from '../accounts/shared-json.ts'
import type { SelectedFields } from '../model/fields.ts'
import type { AccountsPage } from '../model/page.ts'
import { Abandoned, Failure } from '../problems/failure.ts'
import { withPublicTypes } from '../problems/public-types.ts'

/** Answers contain personal data of one caller, so no cache may store them. */
const privately = 'private, no-store'

/** Sends personal data as JSON. */
export function sendPrivate(reply: FastifyReply, body: unknown): FastifyReply {
  return reply.header('cache-control', privately).send(body)
}

/** Sends a page of accounts with the selected properties. The JSON of complete accounts in shared answers is created once. */
export function sendPage(reply: FastifyReply, answer: AccountsPage, fields: SelectedFields): FastifyReply {
  const page = withPublicTypes(answer, reply.server.publicPath)
  if (fields !== null) return sendPrivate(reply, { ...page, data: selectEach(page.data, fields) })
  const accounts = sharedJson(page.data)
  if (accounts === null) return sendPrivate(reply, page)
  const { data: _, ...rest } = page
  const others = Buffer.from(`,${JSON.stringify(rest).slice(1)}`)
  return sendPrivate(reply.type('application/json; charset=utf-8'), Buffer.concat([pageStart, accounts, others]))
}

const pageStart = Buffer.from('{"data":')

/**
 * Sends personal data as a stream, at the reader's pace, max one chunk ahead. An error after the first byte breaks the
 * connection, so that the answer does not look complete.
 */
export function streamPrivate(reply: FastifyReply, chunks: AsyncIterable<string>): FastifyReply {
  const stream = Readable.from(chunks, { highWaterMark: 1 })
  // For the log: the status was already sent.
  stream.once('error', (error) => {
    if (!(error instanceof Abandoned)) reply.slug = error instanceof Failure ? error.slug : 'internal-error'
  })
  return reply.header('cache-control', privately).send(stream)
}
