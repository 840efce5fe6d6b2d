import { Redis } from 'ioredis'
import { createServer } from 'node:net'
import t, { type Test } from 'tap'
import { passTime } from './support/clock.ts'
import { listenOnLoopback } from './support/loopback.ts'
import { connect, ready } from './support/redis-connection.ts'
import { freePort, startRedis, withoutRedis, type RedisServer } from './support/redis.ts'
import { startRelay } from './support/relay.ts'
import { until } from './support/until.ts'

/** An administrator's command to a server. */
async function command(t: Test, { url }: RedisServer, ...words: readonly [string, ...string[]]): Promise<void> {
  const client = new Redis(url)
  t.teardown(() => client.disconnect())
  const [name, ...args] = words
  await client.call(name, ...args)
}

const becomesUseless = {
  READONLY: (t: Test, old: RedisServer, next: RedisServer) =>
    command(t, old, 'replicaof', '127.0.0.1', String(next.port)),
  MASTERDOWN: async (t: Test, old: RedisServer) => {
    await command(t, old, 'config', 'set', 'replica-serve-stale-data', 'no')
    await command(t, old, 'replicaof', '127.0.0.1', String(await freePort()))
  },
  NOREPLICAS: (t: Test, old: RedisServer) => command(t, old, 'config', 'set', 'min-replicas-to-write', '1')
}

for (const [code, makeUseless] of Object.entries(becomesUseless)) {
  void t.test(
    `a server in use that answers ${code}: the connection moves to the next one`,
    { skip: withoutRedis },
    async (t) => {
      const [old, next] = [await startRedis(t), await startRedis(t)]
      const relay = await startRelay(t, old.port)
      const redis = connect(t, `redis://127.0.0.1:${relay.port}`)
      await ready(redis)
      await makeUseless(t, old, next)
      relay.leadTo(next.port)
      await until(async () => {
        await redis.set('a', '1', 60_000)
        return (await redis.get('a')) !== null
      })
      t.match(redis.lines, [
        { msg: 'redis is unavailable', code: /^READONLY$|^MASTERDOWN$|^NOREPLICAS$/ },
        { msg: 'redis is available again' }
      ])
      t.equal(redis.lines.length, 2)
    }
  )
}

/** A server with one reply to every command, for replies that a real server does not give on demand. */
async function startReplying(t: Test, reply: (command: string) => string): Promise<{ readonly port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    t.teardown(() => socket.destroy())
    socket.on('data', (chunk) => {
      for (const [, name = ''] of chunk.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) socket.write(reply(name))
    })
  })
  return { port: Number(new URL(await listenOnLoopback(t, server)).port) }
}

const denied =
  '-DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user.\r\n'

const uselessFromTheStart = {
  READONLY: async (t: Test) => startRedis(t, '--replicaof', '127.0.0.1', String(await freePort())),
  NOAUTH: (t: Test) => startRedis(t, '--requirepass', 'right'),
  CLUSTERDOWN: (t: Test) => startRedis(t, '--cluster-enabled', 'yes'),
  LOADING: (t: Test) => startReplying(t, () => '-LOADING Redis is loading the dataset in memory\r\n'),
  MOVED: (t: Test) => startReplying(t, () => '-MOVED 3999 127.0.0.1:6381\r\n'),
  DENIED: (t: Test) => startReplying(t, () => denied)
}

for (const [code, start] of Object.entries(uselessFromTheStart)) {
  void t.test(
    `a server that answers ${code} at first: the connection moves to the next one`,
    { skip: withoutRedis },
    async (t) => {
      const printed = t.capture(console, 'warn')
      const [useless, next] = [await start(t), await startRedis(t)]
      const relay = await startRelay(t, useless.port)
      const redis = connect(t, `redis://127.0.0.1:${relay.port}`)
      await redis.said('redis is unavailable')
      t.equal(await redis.get('a'), null)
      t.match(redis.lines, [{ code }])
      relay.leadTo(next.port)
      await redis.said('redis is available again')
      await redis.set('a', '1', 60_000)
      t.equal(String((await redis.get('a'))?.value), '1')
      t.equal(redis.lines.length, 2)
      t.same(printed(), [])
    }
  )
}

void t.test('a password sent to a server in protected mode prints nothing', async (t) => {
  const printed = t.capture(console, 'warn')
  const { port } = await startReplying(t, () => denied)
  const redis = connect(t, `redis://:a-password@127.0.0.1:${port}`)
  let connections = 0
  redis.client.on('connect', () => connections++)
  await until(() => connections === 3)
  t.match(redis.lines, [{ msg: 'redis is unavailable', code: 'DENIED' }])
  t.equal(redis.lines.length, 1)
  t.same(printed(), [])
})

void t.test(
  'a password that Redis does not require: Redis is used, with a log line',
  { skip: withoutRedis },
  async (t) => {
    const printed = t.capture(console, 'warn')
    const server = await startRedis(t)
    const redis = connect(t, server.url.replace('redis://', 'redis://:a-password@'))
    await ready(redis)
    await redis.set('a', '1', 60_000)
    t.equal(String((await redis.get('a'))?.value), '1')
    t.match(redis.lines, [{ msg: 'REDIS_URL holds a password, and redis requires none' }])
    t.equal(redis.lines.length, 1)
    t.notMatch(JSON.stringify(redis.lines), 'a-password')
    t.same(printed(), [])
  }
)

void t.test('a missing database is not replaced by another', { skip: withoutRedis }, async (t) => {
  const server = await startRedis(t)
  const redis = connect(t, `${server.url}/99`)
  let connections = 0
  redis.client.on('connect', () => connections++)
  await until(() => connections === 3)
  await redis.set('a', '1', 60_000)
  t.equal(await redis.get('a'), null)
  t.match(redis.lines, [{ msg: 'redis is unavailable', code: 'ERR' }])
  t.equal(redis.lines.length, 1)
})

void t.test('a server that accepts a write and then refuses: one log line per minute', async (t) => {
  const pass = passTime(t)
  const { port } = await startReplying(t, (name) => (name === 'del' ? ':0\r\n' : '-MOVED 1 127.0.0.1:1\r\n'))
  const redis = connect(t, `redis://127.0.0.1:${port}`)
  let connections = 0
  redis.client.on('connect', () => connections++)
  const refusedAgain = async (times: number): Promise<void> => {
    const enough = connections + times
    await until(async () => {
      await redis.get('a')
      return connections >= enough
    })
  }
  await refusedAgain(5)
  t.strictSame(
    redis.lines.map(({ msg }) => msg),
    ['redis is unavailable', 'redis is available again']
  )
  pass(60_000)
  await refusedAgain(2)
  t.equal(redis.lines.length, 4)
})

void t.test('a command that is not permitted does not end the connection', { skip: withoutRedis }, async (t) => {
  const server = await startRedis(t)
  await command(t, server, 'acl', 'setuser', 'rollcall', 'on', '>right', '~rollcall:*', '+@all', '-pttl')
  const redis = connect(t, server.url.replace('redis://', 'redis://rollcall:right@'))
  await until(async () => (await redis.attempt(() => redis.client.ping())) !== null)
  await redis.set('a', '1', 60_000)
  for (let time = 0; time < 5; time++) t.equal(await redis.get('a'), null)
  t.equal(String(await redis.attempt(() => redis.client.get('a'))), '1')
  t.match(redis.lines, [{ msg: 'redis rejects commands', code: 'NOPERM' }])
  t.equal(redis.lines.length, 1)
})
