import t from 'tap'
import { startRedis, withoutRedis } from './support/redis.ts'
import { startSandbox, type Service } from './support/service.ts'
import { until } from './support/until.ts'

/** The remaining requests of the caller; null while Redis does not count. */
async function left(service: Service): Promise<number | null> {
  const said = (await service.get('/sources')).headers.get('ratelimit')
  return said === null ? null : Number(/;r=(\d+);/.exec(said)?.[1])
}

void t.test(
  'installations with separate databases on one Redis count separately',
  { skip: withoutRedis },
  async (t) => {
    const redis = await startRedis(t)
    const startOn = (database: number): Promise<Service> =>
      startSandbox(t, { environment: { REDIS_URL: `${redis.url}/${database}`, RATE_LIMIT_MAX: '1000' } })
    const [one, other] = [await startOn(0), await startOn(1)]
    await until(async () => (await left(one)) !== null && (await left(other)) !== null)
    const before = Number(await left(other))
    for (let time = 0; time < 10; time++) await one.get('/sources')
    t.equal(await left(other), before - 1)
  }
)
