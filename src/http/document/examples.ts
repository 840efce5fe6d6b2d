import recorded from './examples.json' with { type: 'json' }
import { isObject } from '../../json.ts'
import type { Slug } from '../../model/problem-catalogue.ts'

const problems: Readonly<Record<string, Readonly<Record<string, unknown>>>> = recorded.problems
const answers: Readonly<Record<string, unknown>> = recorded.answers

/** A recorded answer of the sandbox, by its name in `openapi/examples/record-examples.ts`. */
export function answerExample(name: string): unknown {
  return answers[name]
}

/** Ids of sandbox accounts, of the first of these lists that has a recorded answer. */
export function exampleIds(lists: readonly string[]): string[] {
  const accounts = lists.flatMap((list) => {
    const page = answers[list]
    const rows: unknown[] = isObject(page) && Array.isArray(page['data']) ? page['data'] : []
    return rows.slice(0, 1)
  })
  const ids = accounts.map((account) => (isObject(account) ? String(account['id']) : ''))
  return ids.slice(0, 1)
}

/** Recorded answers as the examples of a response, by name and with a summary. Answers with other sources are left out. */
export function answerExamples(
  summaries: Readonly<Record<string, string>>,
  sources: readonly string[]
): Record<string, { summary: string; value: unknown }> {
  const shown = Object.entries(summaries).filter(
    ([name]) => name in answers && sourcesIn(answers[name]).every((id) => sources.includes(id))
  )
  return Object.fromEntries(shown.map(([name, summary]) => [name, { summary, value: answers[name] }]))
}

/** Each source in the recorded answer of `GET /sources`. */
export const sourceExamples: readonly { readonly source: string }[] = recorded.answers.sources.data

/** A recorded problem of an operation; undefined if there is none. */
export function problemExample(operationId: string, slug: Slug, status: number): unknown {
  return problems[operationId]?.[`${slug} ${status}`]
}

/** The same, of the first operation that has one. */
export function someProblemExample(slug: Slug, status: number): unknown {
  return Object.keys(problems)
    .map((id) => problemExample(id, slug, status))
    .find((example) => example !== undefined)
}

function sourcesIn(value: unknown): string[] {
  return Array.from(JSON.stringify(value).matchAll(/"source":"([^"]+)"/g), ([, source = '']) => source)
}
