import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Test } from 'tap'
import { isObject } from '../../src/json.ts'

/** Resolves with the first matching key that a memory of the process removes because it has expired. */
export function forgotten(t: Test, pattern: RegExp): Promise<string> {
  return new Promise((resolve) => {
    const listener = (message: unknown): void => {
      if (!isObject(message) || message['delete'] !== 'expire') return
      const key = message['key']
      if (typeof key === 'string' && pattern.test(key)) resolve(key)
    }
    // Uses lru-cache's own diagnostics.
    subscribe('lru-cache:metrics', listener)
    t.teardown(() => unsubscribe('lru-cache:metrics', listener))
  })
}
