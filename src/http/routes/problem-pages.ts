import { problemType, problemTypes, type CatalogueEntry, type Slug } from '../../model/problem-catalogue.ts'
import { belowPublicPath } from '../document/below-public-path.ts'
import { someProblemExample } from '../document/examples.ts'
import { statusesOf } from '../document/problem-responses.ts'

const sides: Readonly<Record<CatalogueEntry['side'], string>> = {
  caller: 'Yours, the caller’s',
  upstream: 'The upstream’s',
  service: 'Ours: the service or its settings'
}

/** The page of all problem types. Links are relative, so they work below any path. */
export function problemIndexPage(): string {
  const rows = problemTypes().map(
    ([slug, { title, status, side }]) =>
      `<tr><td>${status}</td><td><a href="problems/${slug}"><code>${slug}</code></a></td><td>${html(title)}</td><td>${html(sides[side])}</td></tr>`
  )
  return page(
    'Problems',
    `<p>Every error is <code>application/problem+json</code> (RFC 9457) of one of these types. The member <code>type</code> links to its page.</p>
<div class="wide" tabindex="0" role="region" aria-label="All problem types">
<table><thead><tr><th scope="col">Status</th><th scope="col">Type</th><th scope="col">Title</th><th scope="col">Who can fix it</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
</div>
<p><a href="docs">Documentation</a></p>`
  )
}

/** The page of one problem type. */
export function problemPage(slug: Slug, publicPath: string): string {
  const { title, side, retryable, meaning, advice } = problemType(slug)
  const statuses = statusesOf(slug)
  return page(
    title,
    `<p><code>${html(publicPath)}/problems/${slug}</code>, with status ${statuses.join(' or ')}</p>
<h2>What happened</h2><p>${prose(meaning)}</p>
<h2>Who can fix it</h2><p>${html(sides[side])}.</p>
<h2>What to do</h2><p>${prose(advice)}</p>
<h2>Retry?</h2><p>${retryable ? 'Yes, a retry of the same request may succeed.' : 'No, the same request fails again until something changes.'}
The member <code>retryable</code> says so in each answer.</p>
<h2>Example</h2>${statuses.map((status) => `<pre tabindex="0">${html(JSON.stringify(belowPublicPath(someProblemExample(slug, status), publicPath), null, 2))}</pre>`).join('\n')}
<p><a href="../problems">All problems</a> · <a href="../docs">Documentation</a></p>`
  )
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${html(title)} · Rollcall</title>
<style>
:root { color-scheme: light dark; color: light-dark(#1f1f1f, #e3e3e3); background: light-dark(#fff, #131314); font-family: system-ui, sans-serif; line-height: 1.5 }
body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
pre, .wide { overflow-x: auto }
pre { padding: 1rem; border: 1px solid #8886; border-radius: .5rem }
td, th { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top; overflow-wrap: normal }
a { color: light-dark(#0b57d0, #8ab4f8) }
@media (max-width: 40rem) { td:nth-child(4), th:nth-child(4) { display: none } }
</style>
</head>
<body>
<main>
<h1>${html(title)}</h1>
${body}
</main>
</body>
</html>
`
}

/** A text of the catalogue as HTML. Backquotes mark code. */
function prose(text: string): string {
  return html(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
