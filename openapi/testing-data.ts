import type { FastifyInstance } from 'fastify'
import { sourceExamples } from '../src/http/document/examples.ts'
import { registry } from '../src/sources/registry.ts'

/** Accounts per list: enough for several pages of several sources. */
const accountsPerSource = 12

/**
 * The data of `@rollcall/client/testing` as TypeScript: accounts, sources, a report and problems, recorded from the sandbox with
 * constant times and durations.
 */
export async function testingData(server: FastifyInstance): Promise<string> {
  const read = async (url: string) => {
    const response = await server.inject({ url, headers: { accept: 'application/json' } })
    return response.json()
  }
  const lists = registry.filter(({ kind }) => kind === 'list')
  const pages = await Promise.all(lists.map(({ id }) => read(`/accounts?source=${id}&limit=${accountsPerSource}`)))
  const found = await read('/accounts/lookup?phone=10000000001')
  const { data } = await read('/problems')
  const problems = Object.fromEntries(data.map(({ sample }: { sample: { slug: string } }) => [sample.slug, sample]))
  const { expiresAt, ...me } = await read('/me')
  return [
    '// Generated from answers of the sandbox by `npm run generate`.',
    "import type { Account, Me, ProblemOf, Slug, Source, SourceReport } from './answers.ts'",
    '',
    declaration('accounts', 'readonly Account[]', [...pages.flatMap(({ data }) => data), found]),
    declaration('sources', 'readonly Source[]', sourceExamples.map(steady)),
    declaration('report', 'SourceReport', { ...pages[0].sources[0], durationMs: 12 }),
    declaration('me', 'Me', { ...me, expiresAt }),
    declaration('problems', '{ readonly [Name in Slug]: ProblemOf<Name> }', problems),
    ''
  ].join('\n')
}

function steady(source: object): object {
  return { ...source, circuit: 'closed', lastSuccessAt: '2026-01-01T00:00:00.000Z', lastFailure: null }
}

function declaration(name: string, type: string, value: unknown): string {
  return `export const ${name}: ${type} = ${JSON.stringify(value, null, 2)}`
}
