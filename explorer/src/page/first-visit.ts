import { find } from './dom.ts'

const key = 'rollcall-visited'
const hint = find('first-visit', HTMLElement)

/** Explains the page to a reader who has not dismissed the hint before. */
export function setUpFirstVisit(): void {
  hint.hidden = isKnownReader()
  find('understood', HTMLButtonElement).addEventListener('click', () => {
    hint.hidden = true
    find('results-title', HTMLElement).focus()
    try {
      localStorage.setItem(key, 'yes')
    } catch {
      // The browser allows no storage: the hint appears again on the next visit.
    }
  })
}

function isKnownReader(): boolean {
  try {
    return localStorage.getItem(key) !== null
  } catch {
    return false
  }
}
