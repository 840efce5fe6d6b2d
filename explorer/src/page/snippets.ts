import { toClientCode } from '../client-code.ts'
import { toCurl } from '../curl.ts'
import { find } from './dom.ts'
import { textOf } from './language.ts'
import type { PageRequest } from '../query.ts'

const section = find('snippets', HTMLElement)
const snippet = find('snippet', HTMLElement)
const copied = find('copied', HTMLElement)
const tabs = [find('tab-curl', HTMLButtonElement), find('tab-code', HTMLButtonElement)]
let texts: readonly string[] = []
let shown = 0

/** Shows the request as a curl command and as a program. */
export function showSnippets(baseUrl: string, request: PageRequest, headers: readonly string[]): void {
  texts = [toCurl(baseUrl, request, headers), toClientCode(baseUrl, request, headers)]
  section.hidden = false
  choose(shown)
}

/** Sets up the tabs, with the arrow keys, and the copy button. */
export function setUpSnippets(): void {
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener('click', () => choose(index))
    tab.addEventListener('keydown', ({ key }) => {
      if (key !== 'ArrowLeft' && key !== 'ArrowRight') return
      choose(1 - index)
      tabs[1 - index]?.focus()
    })
  }
  find('copy', HTMLButtonElement).addEventListener('click', () => {
    void copy()
  })
  choose(shown)
}

function choose(index: number): void {
  shown = index
  for (const [at, tab] of tabs.entries()) {
    tab.setAttribute('aria-selected', String(at === index))
    tab.tabIndex = at === index ? 0 : -1
  }
  snippet.setAttribute('aria-labelledby', tabs[index]?.id ?? '')
  snippet.textContent = texts[index] ?? ''
  copied.textContent = ''
}

async function copy(): Promise<void> {
  try {
    await navigator.clipboard.writeText(texts[shown] ?? '')
    copied.textContent = textOf('copied')
  } catch {
    // No clipboard: the page is not on HTTPS, or the reader refused access.
    getSelection()?.selectAllChildren(snippet)
    copied.textContent = textOf('selected')
  }
}
