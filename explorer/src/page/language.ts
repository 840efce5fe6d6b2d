import type { ProblemSummary, Slug, Source, Warning } from '@rollcall/client'
import { chinese, chineseDetails, chineseSources, chineseTitles, chineseWarnings } from '../chinese.ts'
import { inEnglish } from './dom.ts'
import { english, fill, type Language, type TextName } from '../texts.ts'

const key = 'rollcall-language'
let current: Language = storedLanguage() ?? (navigator.language.startsWith('zh') ? 'zh' : 'en')

/** The current language. */
export function language(): Language {
  return current
}

/** Switches to the other language, and stores the choice for the next visit. */
export function switchLanguage(): void {
  current = current === 'en' ? 'zh' : 'en'
  try {
    localStorage.setItem(key, current)
  } catch {
    // The browser allows no storage: the choice lasts until the page is closed.
  }
}

/** A text of the page in the current language. */
export function textOf(name: TextName, values?: Readonly<Record<string, string | number>>): string {
  return fill(current === 'zh' ? chinese[name] : english[name], values)
}

/** Fills in the text of every element with `data-text`, and the label of every element with `data-label`. */
export function translatePage(): void {
  document.documentElement.lang = current === 'zh' ? 'zh-CN' : 'en'
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = textNamed(element.getAttribute('data-text'))
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', textNamed(element.getAttribute('data-label')))
  }
}

/** A problem's title in the current language. The service itself sends English. */
export function problemTitle({ type, title }: ProblemSummary): string {
  const slug = slugOf(type)
  return current === 'zh' && isKnown(slug) ? chineseTitles[slug] : title
}

/** What a problem means, in Chinese; null in English, where the service's own detail says it. */
export function problemMeaning({ type }: ProblemSummary): string | null {
  const slug = slugOf(type)
  return current === 'zh' && isKnown(slug) ? chineseDetails[slug] : null
}

/** A source's title in the current language. The service itself sends English. */
export function sourceTitle({ source, title }: Pick<Source, 'source' | 'title'>): string | HTMLElement {
  return current === 'zh' ? (chineseSources[source] ?? inEnglish(title)) : title
}

/** The slug at the end of a problem's type. */
export function slugOf(type: string): string {
  return type.slice(type.lastIndexOf('/') + 1)
}

/** A warning's text in the current language. */
export function warningText({ code, detail }: Warning): string {
  return current === 'zh' ? chineseWarnings[code] : detail
}

export function formatNumber(value: number): string {
  return value.toLocaleString(current === 'zh' ? 'zh-CN' : 'en')
}

function isKnown(slug: string): slug is Slug {
  return Object.hasOwn(chineseTitles, slug)
}

function textNamed(name: string | null): string {
  return isTextName(name) ? textOf(name) : ''
}

function isTextName(name: string | null): name is TextName {
  return name !== null && Object.hasOwn(english, name)
}

function storedLanguage(): Language | null {
  try {
    const value = localStorage.getItem(key)
    return value === 'en' || value === 'zh' ? value : null
  } catch {
    return null
  }
}
