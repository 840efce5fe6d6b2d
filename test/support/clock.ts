import type { Test } from 'tap'

/** Lets time pass on the monotonic clock of this process, by so many milliseconds at once. It goes right again with the test. */
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
