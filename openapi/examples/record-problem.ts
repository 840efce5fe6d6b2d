import type { Slug } from '../../src/model/problem-catalogue.ts'
import { askedOperations, type AskedOperation } from './asked-operations.ts'
import { play, type Recorded } from './play-request.ts'
import type { Sandbox } from './sandbox.ts'

export interface RecordedProblem {
  /** An operationId, or `any` for a problem without an operation. */
  readonly operation: string
  readonly slug: Slug
  readonly status: number
  readonly body: unknown
}

/** A problem to record, and the request that provokes it for an operation; undefined if the operation never answers with it. */
export type Provocation = readonly [slug: Slug, requestTo: (operation: AskedOperation) => Recorded | undefined]

/** Provokes problems in turn, each for every operation that can answer with it. */
export async function recordEach(sandbox: Sandbox, provocations: readonly Provocation[]): Promise<RecordedProblem[]> {
  const recorded: RecordedProblem[] = []
  for (const [slug, requestTo] of provocations) {
    for (const operation of askedOperations) {
      const request = requestTo(operation)
      if (request !== undefined) recorded.push(await recordProblem(sandbox, request, { operation: operation.id, slug }))
    }
  }
  return recorded
}

/** A problem recorded from the sandbox. Throws on any other answer. */
export async function recordProblem(
  sandbox: Sandbox,
  request: Recorded,
  expected: Pick<RecordedProblem, 'operation' | 'slug'>
): Promise<RecordedProblem> {
  const { status, body, slug } = await play(sandbox, request)
  if (slug === expected.slug) return { ...expected, status, body }
  throw new Error(`${expected.operation} answered ${status} ${slug ?? ''} instead of ${expected.slug}`)
}
