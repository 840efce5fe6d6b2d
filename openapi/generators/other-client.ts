import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

const document = fileURLToPath(new URL('../openapi.json', import.meta.url))

/**
 * A client for the document by @hey-api/openapi-ts, written into `folder`: what another generator makes of it. npm may place the
 * generator beside TypeScript 7, which has no JavaScript API: it is given the one of this workspace.
 */
export async function generateOtherClient(folder: string): Promise<void> {
  const hooks = registerHooks({
    resolve: (specifier, context, nextResolve) =>
      nextResolve(specifier, specifier === 'typescript' ? { ...context, parentURL: import.meta.url } : context)
  })
  try {
    const { createClient } = await import('@hey-api/openapi-ts')
    await createClient({ input: document, output: folder, logs: { level: 'silent', file: false } })
  } finally {
    hooks.deregister()
  }
}
