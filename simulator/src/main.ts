import { setImmediate as eventLoopTurn } from 'node:timers/promises'
import { exitOnSignals } from '../../src/process/signals.ts'

// Before anything else is loaded: docs/decisions/0008-shutdown-in-steps.md.
exitOnSignals()
const { serveSimulator } = await import('./serve-simulator.ts')
// Loading blocks the event loop, so signals that arrived meanwhile are handled now.
await eventLoopTurn()
await serveSimulator(process.env)
