import { handleSignals } from '../../src/process/signals.ts'
import { familiesOf } from './operation.ts'
import { operations } from './operations.ts'
import { readSettings } from './settings.ts'
import { startSimulator } from './simulator.ts'

/** `npm run simulator`: the upstreams alone, until SIGTERM or SIGINT. A bad setting or a taken port ends it with 1. */
export async function serveSimulator(environment: NodeJS.ProcessEnv): Promise<void> {
  await serve(environment).catch((error: Error) => {
    process.stderr.write(`The simulator cannot start: ${error.message}\n`)
    process.exitCode = 1
  })
}

async function serve(environment: NodeJS.ProcessEnv): Promise<void> {
  const simulator = await startSimulator(readSettings(environment))
  handleSignals(() => void simulator.close())
  const families = familiesOf(Object.values(operations))
  process.stdout.write(
    [
      `Simulator of ${Object.keys(operations).join(', ')} on ${simulator.url}`,
      ...families.map(({ name, credentialsText }) => `  ${name.padEnd(8)} ${credentialsText}`),
      `  faults   curl -X PUT ${simulator.url}/__faults/{source} -H 'content-type: application/json' -d '{"kind":"hang","times":1}'`,
      `  more     ${simulator.url}/ lists operations, credentials and fault kinds`,
      ''
    ].join('\n')
  )
}
