/** One of the five upstreams, under the name Rollcall gives its source. */
export type SimulatedSource = (typeof simulatedSources)[number]

export const simulatedSources = ['tenant', 'scope', 'industry', 'iam', 'identity'] as const

/** How an upstream operation is reached; `apiVer` only behind the gateway. */
export interface Operation {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly apiVer?: string
}

/** Paths and versions exactly as the five upstream documents name them. */
export const operations: Readonly<Record<SimulatedSource, Operation>> = {
  tenant: { method: 'POST', path: '/user/account/thirdparty/query', apiVer: '1.0.0' },
  scope: { method: 'POST', path: '/user/account/querybyscope', apiVer: '1.0.0' },
  industry: { method: 'POST', path: '/industry/user/account/query', apiVer: '1.0.7' },
  iam: { method: 'GET', path: '/iam/subaccounts' },
  identity: { method: 'POST', path: '/user/account/identity/query', apiVer: '1.0.0' }
}

export function isSimulatedSource(name: unknown): name is SimulatedSource {
  return simulatedSources.some((source) => source === name)
}

/** The upstream that a request is for, or undefined where no operation has this method and path. */
export function findOperation(method: string, path: string): SimulatedSource | undefined {
  return simulatedSources.find((source) => operations[source].method === method && operations[source].path === path)
}
