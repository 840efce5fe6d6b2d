import type { SourceReport } from '../../src/model/page.ts'
import type { Service } from './service.ts'
import type { History, Played } from './walk-history.ts'

/** The result of a walk or an export. */
export interface Walked {
  readonly ids: string[]
  /** Per source: the codes of its warnings, and `failed` if it failed. */
  readonly reported: ReadonlyMap<string, ReadonlySet<string>>
}

/** Walks by the history, page after page. A refused page is requested again. */
export async function walkHistory(service: Service, history: History): Promise<Walked> {
  return history.how === 'export' ? exportAll(service, history) : walkAll(service, history)
}

async function walkAll({ get }: Service, { how, sources, limit }: History): Promise<Walked> {
  // Every id contains this letter, unless its source searches by itself.
  const search = how === 'scan' ? '&q=e&scan=allow' : ''
  const ids: string[] = []
  const reported = new Map(sources.map((source) => [source, new Set<string>()]))
  let cursor: string | null = ''
  for (let requests = 0; cursor !== null; requests++) {
    if (requests > 600) throw new Error('the walk does not end')
    const { status, body } = await get(`/accounts?source=${sources.join()}&limit=${limit}${search}&cursor=${cursor}`)
    if (status !== 200) continue
    const isWhole = body.sources.every((report) => report.status !== 'failed' && !report.warnings.some(isLoss))
    if (body.complete !== isWhole) throw new Error('complete is not true')
    if (body.data.length > limit) throw new Error('more than the limit')
    note(reported, body.sources)
    ids.push(...body.data.map(({ nativeId }) => nativeId))
    cursor = body.page.nextCursor
  }
  return { ids, reported }
}

async function exportAll({ url }: Service, { sources }: History): Promise<Walked> {
  const reported = new Map(sources.map((source) => [source, new Set<string>()]))
  const response = await fetch(`${url}/accounts/export?source=${sources.join()}`)
  const lines = (await response.text()).trimEnd().split('\n')
  if (response.status !== 200) {
    for (const codes of reported.values()) codes.add('failed')
    return { ids: [], reported }
  }
  const { end } = JSON.parse(lines.pop() ?? '')
  note(reported, end.sources)
  return { ids: lines.map((line) => JSON.parse(line).nativeId), reported }
}

function note(reported: ReadonlyMap<string, Set<string>>, reports: readonly SourceReport[]): void {
  for (const { source, status, warnings } of reports) {
    for (const { code } of warnings) reported.get(source)?.add(code)
    if (status === 'failed') reported.get(source)?.add('failed')
  }
}

function isLoss({ code }: { readonly code: string }): boolean {
  return code !== 'total-changed' && code !== 'duplicate-id'
}

export interface Judgement {
  /** The violated rule; null if none. */
  readonly fault: string | null
  /** Whether there was a warning `rows-may-be-missing`. */
  readonly said: boolean
  /** Whether every permanent account was returned exactly once. */
  readonly isWhole: boolean
  /** Whether the list changed to an earlier total. A walk that relies on totals cannot see that. */
  readonly isHidden: boolean
}

/** The rule for one source: every permanent account is returned exactly once, or the walk reports that rows may be missing. */
export function judge(source: string, history: History, played: Played, { ids, reported }: Walked): Judgement {
  const own = ids.filter((id) => id.startsWith(`${source}-`) || id.startsWith(`${source}+`))
  const codes = reported.get(source) ?? new Set()
  const said = codes.has('rows-may-be-missing')
  const unique = new Set(own)
  const missing = [...played.throughout].filter((id) => !unique.has(id))
  const isWhole = missing.length === 0 && unique.size === own.length
  const invented = own.filter((id) => !played.ever.has(id))
  // Without a total, rows inserted while the page behind a short one is requested look like missing rows.
  const usual = new Set([
    'rows-may-be-missing',
    'total-changed',
    'failed',
    ...(history.tellsTotal ? [] : ['short-page'])
  ])
  const others = [...codes].filter((code) => !usual.has(code))
  const isHidden = played.shown.some(({ version, total }) =>
    played.shown.some((other) => other.version !== version && other.total === total)
  )
  const isGivenUp = history.how === 'export' && codes.has('failed')
  const fault =
    invented.length > 0
      ? `invented ${invented.join()}`
      : others.length > 0
        ? `warned ${others.join()}`
        : unique.size < own.length && !said
          ? `twice ${own.filter((id, index) => own.indexOf(id) !== index).join()}`
          : missing.length > 0 && !said && !isGivenUp
            ? `missing ${missing.join()}`
            : null
  return { fault, said, isWhole, isHidden }
}
