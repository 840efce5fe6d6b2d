import { startSimulator } from '../simulator/src/simulator.ts'

/** The simulator as a server of the benchmark, on PORT, with its lists multiplied by SCALE. */
await startSimulator({ port: Number(process.env['PORT']), scale: Number(process.env['SCALE'] ?? 1) })
