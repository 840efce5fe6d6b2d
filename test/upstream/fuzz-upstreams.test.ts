import * as fc from 'fast-check'
import t, { type Test } from 'tap'
import type { Account } from '../../src/model/account.ts'
import type { AccountsPage, SourceReport } from '../../src/model/page.ts'
import { isSlug } from '../../src/model/problem-catalogue.ts'
import { parseObject } from '../../src/json.ts'
import { undocumented } from '../support/document.ts'
import { createTally, fuzz, tries } from '../support/fuzz.ts'
import { hostileAnswer, type HostileAnswer } from '../support/hostile-answers.ts'
import { startService, type Service } from '../support/service.ts'
import { pathOf, successOf } from '../support/samples.ts'
import { plain, sources, timeoutsOf } from '../support/sources.ts'
import { startTcpUpstream } from '../support/tcp-upstream.ts'

const timeoutMs = 150
/** Max delay on a busy machine. */
const slackMs = 10_000

const environment = { ...plain, ...timeoutsOf(timeoutMs), UPSTREAM_MAX_BODY_BYTES: '200000', LOG_LEVEL: 'error' }

interface Player {
  readonly service: Service
  answer: HostileAnswer
}

async function startPlayer(t: Test): Promise<Player> {
  const upstream = await startTcpUpstream(t, (socket) => {
    const { bytes, ends } = player.answer
    if (ends) socket.end(bytes)
    else socket.write(bytes)
  })
  const player = {
    service: await startService(t, upstream.url, { environment }),
    answer: { bytes: Buffer.alloc(0), ends: true, text: null }
  }
  return player
}

/** The kind of an answer. Throws unless it is correct for the upstream's answer, or a documented problem. */
async function judge({ service, answer }: Player, path: string): Promise<string> {
  const startedAt = performance.now()
  const response = await fetch(service.url + path, { signal: AbortSignal.timeout(30_000) })
  const body: unknown = JSON.parse(await response.text())
  if (performance.now() - startedAt > timeoutMs + slackMs) throw new Error('too late')
  const difference = undocumented('GET', path, response.status, response.headers.get('content-type') ?? '', body)
  if (difference !== null) throw new Error(difference)
  if (response.status !== 200) return judgeProblem(body)
  // JSON with duplicated members, or cut off, is read like one JSON parser reads it.
  if (answer.text !== null && parseObject(answer.text) === null) throw new Error('a page made of what is not JSON')
  return isPage(body) ? judgePage(body) : 'account'
}

function isPage(body: unknown): body is AccountsPage {
  return typeof body === 'object' && body !== null && 'sources' in body
}

function judgeProblem(body: unknown): string {
  const { type }: { type: string } = JSON.parse(JSON.stringify(body))
  const slug = type.replace('/problems/', '')
  if (!isSlug(slug) || slug === 'internal-error') throw new Error(`problem ${type}`)
  return slug
}

function judgePage({ data, sources, complete, page }: AccountsPage): string {
  for (const report of sources) judgeReport(report, data)
  const spoilt = sources.some(
    ({ status, warnings }) => status === 'failed' || warnings.some(({ code }) => code !== 'total-changed')
  )
  if (complete === spoilt) throw new Error(`complete is ${complete}`)
  if (data.length > page.limit) throw new Error('more than the limit')
  return complete ? 'page' : 'page with warnings'
}

function judgeReport({ source, status, returned, problem }: SourceReport, data: readonly Account[]): void {
  if (data.filter((account) => account.source === source).length !== returned)
    throw new Error(`${source} returned other than it says`)
  if ((status === 'failed') !== (problem !== null)) throw new Error(`${source} is ${status}`)
  if (status === 'failed' && returned > 0) throw new Error(`${source} failed and returned`)
}

const asked: readonly string[] = [...sources, 'several']

void t.test(
  `${tries} random upstream answers become a correct answer or a documented problem`,
  { timeout: 3_600_000 },
  async (t) => {
    // Each answers only what it was last given, so it serves one try at a time.
    const players = await Promise.all(Array.from({ length: 5 }, () => startPlayer(t)))
    const idle = [...players]
    const waiting: ((player: Player) => void)[] = []
    const take = async (): Promise<Player> => idle.pop() ?? new Promise((resolve) => waiting.push(resolve))
    const giveBack = (player: Player): void => {
      const next = waiting.shift()
      if (next === undefined) idle.push(player)
      else next(player)
    }
    const tally = createTally()
    await fuzz(t, fc.tuple(fc.constantFrom(...asked), hostileAnswer), async ([source, change]) => {
      const player = await take()
      player.answer = change(successOf(source === 'several' ? 'tenant' : source))
      try {
        tally.count(await judge(player, source === 'several' ? '/accounts?limit=8' : pathOf(source)))
      } catch (error) {
        const said = JSON.stringify(player.answer.bytes.toString('latin1')).slice(0, 3000)
        throw new Error(`${source}: ${String(error)}, from ${said}`, { cause: error })
      } finally {
        giveBack(player)
      }
    })
    t.comment(tally.text())
    t.ok(tally.countOf('page') > tries / 20, 'many were good')
    t.equal(players.map(({ service }) => service.log()).join(''), '', 'nothing failed inside')
  }
)
