/** Loaded into every server before its own code: tells, when asked, what the process has used so far. */
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuMicros: user + system, residentBytes: process.memoryUsage.rss() })
})
process.on('disconnect', () => process.exit())
process.channel?.unref()
