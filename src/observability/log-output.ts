import { pino, type DestinationStream } from 'pino'

/** Max bytes of a batch, and max time that a line waits. */
const batchLength = 32_768
const maxWaitMs = 500

/**
 * The log output of a process. Lines are written in batches, because one write per line is the main cost of logging. They are
 * collected here, because pino's destination measures the whole batch again for every line.
 */
export class LogOutput implements DestinationStream {
  private readonly destination: ReturnType<typeof pino.destination>
  private lines: string[] = []
  private length = 0
  private timer: NodeJS.Timeout | null = null

  /** `dest`: a path or a file descriptor. */
  constructor(dest: string | number) {
    // Before pino's own listener, which closes the destination.
    process.on('beforeExit', () => this.flush())
    this.destination = pino.destination({ dest, sync: false })
    process.once('exit', () => this.flushSync())
  }

  write(line: string): void {
    this.lines.push(line)
    this.length += line.length
    if (this.length >= batchLength) this.flush()
    else this.timer ??= setTimeout(() => this.flush(), maxWaitMs).unref()
  }

  /** Writes everything synchronously, before the process exits. */
  flushSync(): void {
    this.flush()
    this.destination.flushSync()
  }

  private flush(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    if (this.length === 0) return
    this.destination.write(this.lines.join(''))
    this.lines = []
    this.length = 0
  }
}
