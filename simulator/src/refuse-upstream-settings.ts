import type { Environment } from '../../src/config/config.ts'
import { settingSchemas } from '../../src/config/settings.ts'
import { familiesOf } from '../../src/sources/families.ts'
import { registry } from '../../src/sources/registry.ts'

/** Variables that Kubernetes sets for a service with that name. */
const serviceLink = /_SERVICE_(HOST|PORT)|_PORT(_\d|$)/

/** Throws if settings of real upstreams are set: invented accounts must not be mistaken for real ones. */
export function refuseUpstreamSettings(environment: Environment): void {
  const upstreams = new Set(familiesOf(registry).flatMap(({ settings }) => Object.keys(settings)))
  // `IAM_TIMEOUT_MS` configures calls only, so it is allowed.
  const others = new Set(Object.keys(settingSchemas(registry)).filter((name) => !upstreams.has(name)))
  const refused = Object.entries(environment)
    .filter(([name, value]) => value && /^(GATEWAY|IAM)_/.test(name))
    .map(([name]) => name)
    .filter((name) => !others.has(name) && !serviceLink.test(name))
  if (refused.length === 0) return
  throw new Error(
    `${refused.join(', ')} must not be set: its accounts are invented. For real upstreams run npm start; for the sandbox unset ` +
      (refused.length === 1 ? 'it' : 'them')
  )
}
