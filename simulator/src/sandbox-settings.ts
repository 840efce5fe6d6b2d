import { type Operations, familiesOf } from './operation.ts'
import { operations as allOperations } from './operations.ts'

/** `RATE_LIMIT_MAX` of a sandbox: high enough to walk whole lists within a minute. */
export const sandboxRateLimit = '10000'

/** Settings of a service in front of the simulator at this URL: they enable every source that the simulator has. */
export function sandboxSettings(url: string, operations: Operations = allOperations): Record<string, string> {
  return Object.assign({}, ...familiesOf(Object.values(operations)).map(({ settings }) => settings(url)))
}
