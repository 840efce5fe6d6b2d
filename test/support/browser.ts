import { readFileSync } from 'node:fs'
import chromium from '@sparticuz/chromium'
import { chromium as playwright, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import type { Test } from 'tap'

/**
 * Arguments of the library to remove: they let a page read everything, and the first one ends the browser with its first page.
 */
const unsafe = new Set([
  '--single-process',
  '--disable-web-security',
  '--disable-site-isolation-trials',
  '--allow-running-insecure-content'
])

const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')

/** Chromium with its usual security checks; it ends with the test. */
export async function startBrowser(t: Test): Promise<Browser> {
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((argument) => !unsafe.has(argument)),
    headless: true
  })
  t.teardown(() => browser.close())
  return browser
}

export interface WatchedPage {
  readonly page: Page
  /** Console errors and warnings, including policy violations. A 4xx or 5xx answer does not count. */
  readonly complaints: string[]
  /** All requests, by method and URL. */
  readonly requests: string[]
}

/** A page in a new browser context. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const page = await (await browser.newContext(options)).newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => {
    const reported = message.type() === 'error' || message.type() === 'warning'
    if (reported && !message.text().startsWith('Failed to load resource')) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requests.push(`${request.method()} ${request.url()}`)
  })
  return { page, complaints, requests }
}

/** Violations found by an accessibility check (axe-core) on the current page. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found: unknown = await page.evaluate(
    'axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`))'
  )
  return Array.isArray(found) ? found.map(String) : ['no result']
}
