import { credentials } from './credentials.ts'
import { readSettings } from './settings.ts'
import { startSimulator } from './simulator.ts'

/** `npm run simulator`: the five upstreams until SIGTERM or SIGINT. A bad setting or a taken port ends it with 1. */
async function main(): Promise<void> {
  const simulator = await startSimulator(readSettings(process.env))
  const { appKey, appSecret, iotToken, iamToken, iamTokenSecond } = credentials
  process.stdout.write(
    [
      `Simulator of five upstreams on ${simulator.url}`,
      `  gateway app key ${appKey}, secret ${appSecret}, iotToken ${iotToken}`,
      `  iam access_token ${iamToken} or ${iamTokenSecond}`,
      `  faults: PUT ${simulator.url}/__faults/{source}, more at ${simulator.url}/`,
      ''
    ].join('\n')
  )
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void simulator.close())
}

main().catch((error: Error) => {
  process.stderr.write(`The simulator cannot start: ${error.message}\n`)
  process.exitCode = 1
})
