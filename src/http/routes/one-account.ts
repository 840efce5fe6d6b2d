import { Type } from 'typebox'
import { answerExamples } from '../document/examples.ts'

/** The parameter `include` of requests for single accounts. */
export const Include = Type.Optional(
  Type.Enum(['raw'], { description: '`raw`: adds the unchanged upstream row, without secrets.' })
)

/** The response with one account, with recorded answers of these sources as examples. */
export function accountResponse(summaries: Readonly<Record<string, string>>, sources: readonly string[]) {
  return {
    description: 'The account.',
    content: {
      'application/json': { schema: { $ref: 'Account#' }, examples: answerExamples(summaries, sources) }
    }
  }
}
