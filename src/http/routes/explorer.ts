import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'

/** A file of the explorer, as it is sent. */
interface File {
  readonly type: string
  readonly text: string
  readonly etag: string
}

const config = { needs: 'nothing', cost: 0 } as const

/**
 * `GET /`: the explorer, for who prefers HTML; it leads everyone else to the docs, and with `enabled` false them too. `GET /explorer/…`:
 * its program and styles, which `npm run generate` makes. Browsers keep the files and ask each time whether they changed.
 */
export const explorerRoutes: FastifyPluginCallback<{ enabled: boolean }> = (app, { enabled }, done) => {
  const page = read('explorer.html', 'text/html; charset=utf-8')
  app.get(
    '/',
    { schema: { hide: true }, config: { ...config, produces: ['text/html', 'application/json'] } },
    (request, reply) => {
      reply.header('vary', [reply.getHeader('vary') ?? [], 'Accept'].flat().join(', '))
      if (!enabled || request.accepts().type(['json', 'html']) !== 'html') return reply.redirect('/docs', 302)
      return send(request, reply, page)
    }
  )
  if (!enabled) return done()
  for (const [name, type] of [
    ['explorer.js', 'text/javascript'],
    ['explorer.css', 'text/css']
  ] as const) {
    const file = read(name, `${type}; charset=utf-8`)
    app.get(
      `/explorer/${name}`,
      { schema: { hide: true }, config: { ...config, produces: [type] } },
      (request, reply) => send(request, reply, file)
    )
  }
  done()
}

function read(name: string, type: string): File {
  const text = readFileSync(new URL(`../../../explorer/dist/${name}`, import.meta.url), 'utf8')
  return { type, text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"` }
}

function send(request: FastifyRequest, reply: FastifyReply, { type, text, etag }: File): FastifyReply {
  reply.type(type).headers({ etag, 'cache-control': 'no-cache' })
  return isKept(request.headers['if-none-match'], etag) ? reply.code(304).send() : reply.send(text)
}

/** Weak comparison, as RFC 9110 (section 13.1.2) asks: a proxy that compressed the file may have weakened its tag. */
function isKept(tags: string | undefined, etag: string): boolean {
  const kept = tags?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  return kept.includes(etag) || kept.includes('*')
}
