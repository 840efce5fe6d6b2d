// Loaded before a service: it stops itself while it still accepts connections after SIGTERM, until SIGCONT. Both timers run in this
// process, so that its own, which is shorter, always comes first.
process.once('SIGTERM', () => {
  setTimeout(() => {
    process.stdout.write('stopped\n')
    process.kill(process.pid, 'SIGSTOP')
  }, 50)
})
