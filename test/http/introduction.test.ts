import t from 'tap'
import { startSandbox } from '../support/service.ts'

/** Enabled sources → what the introduction of the document says about them, and what it does not say. */
const installations = [
  {
    sources: 'tenant,scope,industry,iam,identity',
    says: [
      '*List sources* read lists of accounts: `tenant`, `scope`, `industry`, `iam`.',
      'only looks up one person: `identity`.',
      '`X-Iot-Token` for industry, `X-Iam-Access-Token` for iam.'
    ],
    omits: []
  },
  {
    sources: 'scope,iam',
    says: ['read lists of accounts: `scope`, `iam`.', '`X-Iam-Access-Token` for iam.'],
    omits: ['lookup source', 'X-Iot-Token']
  },
  {
    sources: 'tenant,identity',
    says: ['read lists of accounts: `tenant`.', 'only looks up one person: `identity`.'],
    omits: ['own upstream token']
  },
  {
    sources: 'identity',
    says: ['A *lookup source* only looks up one person: `identity`.'],
    omits: ['List sources', 'own upstream token']
  }
]

for (const { sources, says, omits } of installations) {
  void t.test(
    `the document of an installation with ${sources} introduces these sources and their tokens`,
    async (t) => {
      const { get } = await startSandbox(t, { environment: { SOURCES: sources } })
      const text = await introduction(get)
      for (const part of says) t.ok(text.includes(part), part)
      for (const part of omits) t.notOk(text.includes(part), part)
    }
  )
}

async function introduction(get: (path: string) => Promise<{ readonly body: unknown }>): Promise<string> {
  const { body } = await get('/openapi.json')
  return JSON.stringify(body, ['info', 'description'])
}
