import { spawn } from 'node:child_process'

/** Runs scripts of package.json in parallel. Prints a line for each, with its output if it failed. Exits with 1 if any failed. */
async function main(scripts: readonly string[]): Promise<void> {
  const passed = await Promise.all(scripts.map(run))
  const failed = scripts.filter((_, index) => !passed[index])
  if (failed.length === 0) return
  process.stdout.write(`failed: ${failed.join(', ')}\n`)
  process.exitCode = 1
}

async function run(script: string): Promise<boolean> {
  const start = performance.now()
  const child = spawn(process.execPath, ['--run', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  const output: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve).on('error', reject)
  })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${script} (${seconds} s)\n`)
  if (code !== 0) process.stdout.write(Buffer.concat(output))
  return code === 0
}

await main(process.argv.slice(2))
