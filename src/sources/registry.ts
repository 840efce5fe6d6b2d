import { iam } from './iam.ts'
import { identity } from './identity.ts'
import { industry } from './industry.ts'
import { scope } from './scope.ts'
import type { SourceDefinition } from './source.ts'
import { tenant } from './tenant.ts'

/** Every source, in the order in which accounts stand in a page. Settings, docs, pools and `/sources` derive from it. */
export const registry: readonly SourceDefinition[] = [tenant, scope, industry, iam, identity]
