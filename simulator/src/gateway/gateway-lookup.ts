import type { Operation } from '../operation.ts'
import type { RowList } from '../rows.ts'
import { businessErrors } from './business-errors.ts'
import { type Backend, answerGateway, gateway } from './gateway.ts'
import { readInteger, readText } from './params.ts'

/** A lookup of one person behind the gateway. */
export interface GatewayLookup<Person> {
  readonly path: string
  readonly apiVer: string
  readonly people: RowList<Person>
  /** `data` for the person at this index of the list. */
  readonly answer: (person: Person, index: number) => unknown
  /** The parameters that identify a person, by `opType`. */
  readonly keys: Readonly<Record<number, readonly (keyof Person & string)[]>>
}

/** The operation that finds one person by a key. */
export function gatewayLookup<Person>(table: GatewayLookup<Person>): Operation {
  const { path, apiVer, people } = table
  return {
    family: gateway,
    method: 'POST',
    path,
    apiVer,
    open: (context) => answerGateway(context, apiVer, queryPerson(table, context.rowsOf(people)))
  }
}

/**
 * An unknown opType, or one without its parameters, is a parameter error. Parameters of another opType are ignored, as in the
 * document's sample. The document does not describe an unknown person; here it is code 200 with data null.
 */
function queryPerson<Person>({ keys, answer }: GatewayLookup<Person>, people: readonly Person[]): Backend {
  return (params) => {
    const names = keys[readInteger(params['opType'], 0) ?? 0] ?? []
    const values = names.map((name) => readText(params[name]))
    if (values.length === 0 || values.some((value) => value === undefined || value === '')) {
      return businessErrors.badParameter
    }
    for (const [index, person] of people.entries()) {
      if (names.every((name, place) => person[name] === values[place])) return { data: answer(person, index) }
    }
    return { data: null }
  }
}
