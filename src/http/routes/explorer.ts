import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import { prefersPage } from '../negotiate.ts'

/** A file of `explorer/dist/`, with its content. */
interface File {
  readonly name: string
  readonly type: string
  readonly text: string
  readonly etag: string
}

const config = { needs: 'nothing', cost: 0 } as const

/**
 * `GET /` sends the explorer to clients that prefer HTML and redirects all others to `/docs`. `GET /explorer/…` sends its program and
 * styles. If `enabled` is false there are no files, and `/` always redirects. Clients may cache the files but must revalidate them.
 */
export const explorerRoutes: FastifyPluginCallback<{ enabled: boolean }> = (app, { enabled }, done) => {
  const page = enabled ? below(app.publicPath, read('explorer.html', 'text/html')) : null
  const produces = ['text/html', 'application/json']
  app.get('/', { schema: { hide: true }, config: { ...config, produces } }, (request, reply) => {
    const isPage = prefersPage(request, reply)
    if (page === null || !isPage) return reply.redirect(`${app.publicPath}/docs`, 302)
    return send(request, reply, page)
  })
  if (!enabled) return done()
  for (const file of [read('explorer.js', 'text/javascript'), read('explorer.css', 'text/css')]) {
    const options = { schema: { hide: true }, config: { ...config, produces: [file.type] } }
    app.get(`/explorer/${file.name}`, options, (request, reply) => send(request, reply, file))
  }
  done()
}

function read(name: string, type: string): File {
  const text = readFileSync(new URL(import.meta.resolve(`#explorer/${name}`)), 'utf8')
  return { name, type, text, etag: etagOf(text) }
}

/**
 * The page with its URLs below the public path. Without a trailing slash in the address, relative URLs would not resolve. Without
 * a public path they stay relative.
 */
function below(publicPath: string, page: File): File {
  if (publicPath === '') return page
  const text = page.text.replaceAll(/\b(href|src)="(?![#/]|data:)/g, `$1="${publicPath}/`)
  return { ...page, text, etag: etagOf(text) }
}

/**
 * A hash of the content. @fastify/static uses size and modification time instead. Those differ between replicas that were built
 * separately. In a reproducible image all files have one time, so a changed file of the same size would look unchanged.
 */
function etagOf(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`
}

function send(request: FastifyRequest, reply: FastifyReply, { type, text, etag }: File): FastifyReply {
  reply.type(`${type}; charset=utf-8`).headers({ etag, 'cache-control': 'no-cache' })
  return matches(request.headers['if-none-match'], etag) ? reply.code(304).send() : reply.send(text)
}

/** Weak comparison (RFC 9110, section 13.1.2): a proxy that compresses the file may have weakened its tag. */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  return tags.includes(etag) || tags.includes('*')
}
