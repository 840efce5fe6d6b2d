import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import t, { type Test } from 'tap'
import { startBrowser } from '../support/browser.ts'
import { listenOnLoopback } from '../support/loopback.ts'
import { startSandbox } from '../support/service.ts'

const client = readFileSync(new URL('../../client/dist/index.js', import.meta.url))

const page = `<!doctype html><title>Accounts</title><script type="module">
import { createClient, ProblemError, WalkIncomplete } from '/client.js'
const { iterateAccounts, exportAccounts, lookupAccount, lookupAccounts } = createClient({
  baseUrl: new URLSearchParams(location.search).get('service'),
  headers: { 'accept-language': 'zh-CN' },
  credentials: 'include'
})
const ids = new Set()
for await (const { id } of iterateAccounts()) ids.add(id)
let exported = 0
for await (const _ of exportAccounts({ source: ['tenant', 'iam'] })) exported += 1
const { results } = await lookupAccounts([{ phone: '10000000001' }])
const problem = await lookupAccount({ phone: '10099999999' }).catch((error) => error)
const searched = await iterateAccounts({ q: 'Emma' }).next()
const incomplete = await (async () => { for await (const _ of iterateAccounts({ q: 'Emma' })); })().catch((error) => error)
const aborted = await iterateAccounts({}, { signal: AbortSignal.abort() }).next().catch((error) => error)
const output = document.createElement('output')
output.textContent = JSON.stringify({
  walked: ids.size,
  exported,
  found: results[0].status,
  problem: problem instanceof ProblemError && problem.slug,
  requestId: problem.requestId,
  searched: searched.value.source,
  missing: incomplete instanceof WalkIncomplete && incomplete.end.missing.map(({ source }) => source),
  aborted: aborted.name
})
document.body.append(output)
</script>`

void t.test('in a browser, on a page of another origin, the client works as in Node', async (t) => {
  const origin = await startSite(t)
  const { url } = await startSandbox(t, { environment: { CORS_ORIGINS: origin } })
  const browser = await startBrowser(t)
  const tab = await browser.newPage()
  const complaints: string[] = []
  tab.on('pageerror', (error) => complaints.push(error.message))
  await tab.goto(`${origin}/?service=${encodeURIComponent(url)}`)
  const result: unknown = JSON.parse(await tab.locator('output').innerText())
  t.match(result, {
    walked: 137 + 125 + 2000 + 86,
    exported: 137 + 86,
    found: 'found',
    problem: 'account-not-found',
    requestId: /^[0-9a-f-]{36}$/,
    searched: 'industry',
    missing: ['tenant', 'scope'],
    aborted: 'AbortError'
  })
  t.same(complaints, [])
})

const brokenPage = `<!doctype html><title>Accounts</title><script type="module">
import { createClient } from '/client.js'
const reasonOf = (baseUrl) => createClient({ baseUrl, retry: { maxAttempts: 1 } }).listSources().catch((error) => error)
window.reasonOf = async (baseUrl) => { const { reason, message } = await reasonOf(baseUrl); return { reason, message } }
</script>`

void t.test('in a browser, a failed connection has the reason that the browser gives', async (t) => {
  const origin = await startSite(t, brokenPage)
  const { url } = await startSandbox(t)
  const browser = await startBrowser(t)
  const context = await browser.newContext()
  const tab = await context.newPage()
  await tab.goto(origin)
  const reasonOf = (baseUrl: string): Promise<unknown> => tab.evaluate(`reasonOf(${JSON.stringify(baseUrl)})`)
  t.same(await reasonOf(url), {
    reason: 'blocked-or-unreachable',
    message: `${url} cannot be reached, or the browser blocked the request: add this page's origin to CORS_ORIGINS of the service`
  })
  t.match(await reasonOf('/cut'), { reason: 'unknown', message: `${origin} cannot be reached` })
  await context.setOffline(true)
  t.match(await reasonOf(url), { reason: 'offline', message: `${url} cannot be reached: the browser is offline` })
})

/** Another origin with the page and the client. */
async function startSite(t: Test, text = page): Promise<string> {
  const server = createServer(({ url }, response) => {
    if (url?.startsWith('/cut')) response.destroy()
    else if (url === '/client.js') response.setHeader('content-type', 'text/javascript').end(client)
    else response.setHeader('content-type', 'text/html').end(text)
  })
  return listenOnLoopback(t, server)
}
