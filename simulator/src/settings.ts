import type { SimulatorOptions } from './simulator.ts'

/**
 * Options from the environment: SIMULATOR_HOST (default 127.0.0.1), SIMULATOR_PORT (default 3900; 0 is any free port),
 * SIMULATOR_SCALE (default 1; above 0, at most 100), SIMULATOR_IAM_OFFSET_UNIT (`row` by default, or `page`). Throws an Error
 * that names the variable.
 */
export function readSettings(environment: NodeJS.ProcessEnv): SimulatorOptions {
  const port = Number(environment['SIMULATOR_PORT'] || 3900)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error('SIMULATOR_PORT must be a port number, 0 to 65535')
  }
  const scale = Number(environment['SIMULATOR_SCALE'] || 1)
  if (!(scale > 0 && scale <= 100)) throw new Error('SIMULATOR_SCALE must be a number above 0, at most 100')
  const iamOffsetUnit = environment['SIMULATOR_IAM_OFFSET_UNIT'] || 'row'
  if (iamOffsetUnit !== 'row' && iamOffsetUnit !== 'page') {
    throw new Error('SIMULATOR_IAM_OFFSET_UNIT must be row or page')
  }
  return { host: environment['SIMULATOR_HOST'] || '127.0.0.1', port, scale, iamOffsetUnit }
}
