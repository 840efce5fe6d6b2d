import { readFileSync } from 'node:fs'

const signals = ['SIGTERM', 'SIGINT'] as const

/**
 * Exits with 0 on SIGTERM or SIGINT, until `handleSignals` takes over. A program calls this before it loads anything else:
 * nothing has been accepted yet, and PID 1 of a container loses signals without a handler.
 */
export function exitOnSignals(): void {
  if (process.pid === 1 && missedSignal(readFileSync('/proc/self/status', 'utf8'))) exit()
  for (const signal of signals) process.on(signal, exit)
}

/** Passes SIGTERM and SIGINT to `handler`. */
export function handleSignals(handler: (signal: NodeJS.Signals) => void): void {
  for (const signal of signals) {
    // In this order, so that there is always a handler.
    process.on(signal, handler)
    process.off(signal, exit)
  }
}

/**
 * Whether a signal arrived while Node was starting, from the text of `/proc/self/status`. Node's own handlers for SIGINT and
 * SIGTERM remove themselves and raise the signal again, which the kernel drops for PID 1. Then one of the two is missing.
 */
export function missedSignal(status: string): boolean {
  const [, caught = '0'] = /^SigCgt:\t([0-9a-f]+)$/m.exec(status) ?? []
  const isCaught = (number: number): boolean => ((BigInt(`0x${caught}`) >> BigInt(number - 1)) & 1n) === 1n
  return isCaught(2) !== isCaught(15)
}

function exit(): void {
  process.exit(0)
}
