import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

const document = fileURLToPath(new URL('../openapi.json', import.meta.url))

/**
 * Writes a client for the document by @hey-api/openapi-ts into `folder`, as a test with another generator. npm may install the
 * generator beside TypeScript 7, which has no JavaScript API, so it gets the TypeScript of this workspace.
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
