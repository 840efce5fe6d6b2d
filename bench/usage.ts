/** Loaded into every server before its own code: tells, when asked, what the process has used so far. */
process.on('message', () => {
  // There with --expose-gc: what is measured then is what is kept, not what waits to be collected.
  globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  process.send?.({
    cpuMicros: user + system,
    residentBytes: process.memoryUsage.rss(),
    heapBytes: process.memoryUsage().heapUsed
  })
})
process.on('disconnect', () => process.exit())
process.channel?.unref()
