import recorded from './examples.json' with { type: 'json' }
import { problemType, type Slug } from '../problems/catalogue.ts'

const problems: Readonly<Record<string, unknown>> = recorded.problems
const answers: Readonly<Record<string, unknown>> = recorded.answers

/** A recorded answer of the sandbox, by the name under which `openapi/record-examples.ts` keeps it. */
export function answerExample(name: string): unknown {
  return answers[name]
}

/** A problem as the sandbox answered it; for one it cannot be brought to answer, what it would look like. */
export function problemExample(slug: Slug, status: number = problemType(slug).status): unknown {
  const example = problems[`${slug} ${status}`]
  if (example !== undefined) return example
  const { title, meaning, retryable } = problemType(slug)
  const requestId = '2f1c9f4e-3a55-4c8e-9a43-0d7f0c6f5b11'
  return { type: `/problems/${slug}`, title, status, detail: meaning, instance: '/accounts', requestId, retryable }
}
