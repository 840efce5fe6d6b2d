import type { Test } from 'tap'

/** Advances the monotonic clock of this process by some milliseconds. The test restores it. */
export function passTime(t: Test): (ms: number) => void {
  const now = performance.now.bind(performance)
  let passedMs = 0
  performance.now = () => now() + passedMs
  t.teardown(() => {
    performance.now = now
  })
  return (ms) => {
    passedMs += ms
  }
}
