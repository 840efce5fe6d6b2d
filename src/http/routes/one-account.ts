import { answerExamples } from '../document/examples.ts'

/** The response with one account, with recorded answers of these sources as examples. */
export function accountResponse(summaries: Readonly<Record<string, string>>, sources: readonly string[]) {
  return {
    description: 'The account.',
    content: {
      'application/json': { schema: { $ref: 'Account#' }, examples: answerExamples(summaries, sources) }
    }
  }
}
