import { iam } from './industrial-iam/iam.ts'
import { identity } from './iot-gateway/identity.ts'
import { industry } from './iot-gateway/industry.ts'
import { scope } from './iot-gateway/scope.ts'
import type { SourceDefinition } from './source.ts'
import { tenant } from './iot-gateway/tenant.ts'

/** Every source, in the order of accounts in a page. Settings, docs, pools and `/sources` derive from it. */
export const registry: readonly SourceDefinition[] = [tenant, scope, industry, iam, identity]
