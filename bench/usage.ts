/** Loaded into every server before its own code. On request it reports the resource usage of the process. */
process.on('message', () => {
  // Available with --expose-gc, so that only retained memory is measured.
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
