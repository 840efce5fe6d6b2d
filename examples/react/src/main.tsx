import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createClient, type Client } from '@rollcall/client'
import { StrictMode, useState, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { AccountPage } from './account-page'
import { Accounts } from './accounts'
import './style.css'

/** Who is signed in, with a cache of their own: nobody sees what the caller before was answered. */
interface Session {
  readonly client: Client
  readonly name: string | null
  readonly queryClient: QueryClient
}

function App() {
  const [session, setSession] = useState<Session>()
  const address = useSyncExternalStore(onAddress, () => location.hash)
  if (session === undefined) return <SignIn onSession={setSession} />
  const id = decodeURIComponent(address.replace(/^#\/?/, ''))
  return (
    <QueryClientProvider client={session.queryClient}>
      <header>
        <a href="#/">Accounts</a> <span>{session.name ?? 'no key'}</span>
        <button onClick={() => setSession(undefined)}>Sign out</button>
      </header>
      <main>{id === '' ? <Accounts client={session.client} /> : <AccountPage client={session.client} id={id} />}</main>
    </QueryClientProvider>
  )
}

/** The key is kept in memory only. */
function SignIn({ onSession }: { onSession: (session: Session) => void }) {
  const [problem, setProblem] = useState('')
  async function signIn(form: FormData) {
    const client = createClient({
      baseUrl: import.meta.env.VITE_ROLLCALL_URL ?? 'http://127.0.0.1:3000',
      apiKey: String(form.get('key'))
    })
    try {
      onSession({ client, name: (await client.getMe()).name, queryClient: new QueryClient() })
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <main>
      <h1>Accounts</h1>
      <form action={signIn}>
        <label>
          Key <input name="key" type="password" autoComplete="off" required />
        </label>
        <button>Sign in</button>
      </form>
      {problem !== '' && <p role="alert">{problem}</p>}
    </main>
  )
}

function onAddress(change: () => void) {
  addEventListener('hashchange', change)
  return () => removeEventListener('hashchange', change)
}

const root = document.querySelector('#root')
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>
  )
