import type { ProblemSummary, Slug, Warning } from '@rollcall/client'
import { chinese, chineseTitles, chineseWarnings } from '../chinese.ts'
import { english, fill, type Language, type TextName } from '../texts.ts'

const key = 'rollcall-language'
let current: Language = remembered() ?? (navigator.language.startsWith('zh') ? 'zh' : 'en')

/** The language in force. */
export function language(): Language {
  return current
}

/** Changes to the other language, and remembers it for the next visit. */
export function switchLanguage(): void {
  current = current === 'en' ? 'zh' : 'en'
  try {
    localStorage.setItem(key, current)
  } catch {
    // A browser that stores nothing forgets it.
  }
}

/** What the page says, in the language in force. */
export function say(name: TextName, values?: Readonly<Record<string, string | number>>): string {
  return fill(current === 'zh' ? chinese[name] : english[name], values)
}

/** Fills in every element of the page that names its text, or that of its label. */
export function translatePage(): void {
  document.documentElement.lang = current === 'zh' ? 'zh-CN' : 'en'
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = named(element.getAttribute('data-text'))
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', named(element.getAttribute('data-label')))
  }
}

/** A problem's title: the service speaks English, a Chinese reader is told here. */
export function titleOf({ type, title }: ProblemSummary): string {
  const slug = slugIn(type)
  return current === 'zh' && isKnown(slug) ? chineseTitles[slug] : title
}

/** The name at the end of a problem's type. */
export function slugIn(type: string): string {
  return type.slice(type.lastIndexOf('/') + 1)
}

/** What a warning says. */
export function sayWarning({ code, detail }: Warning): string {
  return current === 'zh' ? chineseWarnings[code] : detail
}

export function number(value: number): string {
  return value.toLocaleString(current === 'zh' ? 'zh-CN' : 'en')
}

function isKnown(slug: string): slug is Slug {
  return Object.hasOwn(chineseTitles, slug)
}

function named(name: string | null): string {
  return isTextName(name) ? say(name) : ''
}

function isTextName(name: string | null): name is TextName {
  return name !== null && Object.hasOwn(english, name)
}

function remembered(): Language | null {
  try {
    const value = localStorage.getItem(key)
    return value === 'en' || value === 'zh' ? value : null
  } catch {
    return null
  }
}
