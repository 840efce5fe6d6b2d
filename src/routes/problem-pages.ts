import { problemType, problemTypes, type ProblemType, type Slug } from '../problems/catalogue.ts'
import { problemExample } from './examples.ts'

const sides: Readonly<Record<ProblemType['side'], string>> = {
  caller: 'Yours, the caller’s',
  upstream: 'The upstream’s',
  service: 'Ours: the service or its settings'
}

/** The list of all problem types, as a page. */
export function problemIndexPage(): string {
  const rows = problemTypes().map(
    ([slug, { title, status, side }]) =>
      `<tr><td>${status}</td><td><a href="/problems/${slug}"><code>${slug}</code></a></td><td>${html(title)}</td><td>${html(sides[side])}</td></tr>`
  )
  return page(
    'Problems',
    `<p>Every error of Rollcall is one of these, as <code>application/problem+json</code> (RFC 9457).</p>
<table><thead><tr><th>Status</th><th>Type</th><th>Title</th><th>Whose side</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`
  )
}

/** One problem type, as a page. */
export function problemPage(slug: Slug): string {
  const { title, status, side, retryable, meaning, advice } = problemType(slug)
  return page(
    title,
    `<p><code>/problems/${slug}</code>, usually with status ${status}</p>
<h2>What happened</h2><p>${html(meaning)}</p>
<h2>Whose side it is on</h2><p>${html(sides[side])}.</p>
<h2>What to do</h2><p>${html(advice)} ${retryable ? 'The same request may succeed when sent again.' : 'Sending the same request again will not help.'}</p>
<h2>Example</h2><pre>${html(JSON.stringify(problemExample(slug), null, 2))}</pre>
<p><a href="/problems">All problems</a> · <a href="/docs">Documentation</a></p>`
  )
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)} · Rollcall</title>
<style>
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
pre { overflow-x: auto; padding: 1rem; border: 1px solid #8886; border-radius: .5rem }
td, th { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top }
</style>
<h1>${html(title)}</h1>
${body}
</html>
`
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
