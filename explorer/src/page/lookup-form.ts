import type { Client, LookupKey, Source } from '@rollcall/client'
import { openAccount } from './account-dialog.ts'
import { find } from './dom.ts'
import { failureTitle } from './failure.ts'
import { problemTitle, textOf } from './language.ts'

const form = find('lookup', HTMLFormElement)
const kind = find('lookup-kind', HTMLSelectElement)
const value = find('lookup-value', HTMLInputElement)
const loginSource = find('lookup-source', HTMLInputElement)
const status = find('lookup-status', HTMLElement)

/** Shows the form if the caller may see a source that finds one person by a key. */
export function showLookup(sources: readonly Source[]): void {
  form.hidden = !sources.some((source) => source.kind === 'lookup')
}

/** Finds one account by phone, email or login id. The key is sent in a body, so that it is in no URL. */
export function setUpLookup(connect: () => Client): void {
  kind.addEventListener('change', () => {
    find('lookup-source-field', HTMLElement).hidden = kind.value !== 'loginId'
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void lookUp(connect())
  })
}

async function lookUp(client: Client): Promise<void> {
  status.textContent = textOf('loading')
  try {
    const { results } = await client.lookupAccounts([readKey()])
    const [result] = results
    status.textContent = result?.problem ? problemTitle(result.problem) : ''
    if (result?.account) openAccount(result.account)
    else if (result?.status === 'not-found') status.textContent = textOf('emptyEnd')
  } catch (error) {
    status.textContent = failureTitle(error)
  }
}

function readKey(): LookupKey {
  const text = value.value.trim()
  if (kind.value === 'phone') return { phone: text }
  if (kind.value === 'email') return { email: text }
  return { loginId: text, loginSource: loginSource.value.trim() || 'openAccount' }
}
