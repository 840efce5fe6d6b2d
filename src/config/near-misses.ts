import { editDistance } from '../edit-distance.ts'

/** Variables of other programs whose names resemble those of settings. */
const foreign = /^(npm_|kubernetes_|github_|.*_proxy$|.*_(service_host|service_port|port_\d+_tcp.*)$)/i

/** Shorter names resemble too many words: `HOST` and `HOME`, `PORT` and `PATH`. */
const minLength = 6

/** A sentence for each variable whose name is almost that of a setting. */
export function nearMisses(
  environment: Readonly<NodeJS.ProcessEnv>,
  settings: readonly string[],
  secrets: readonly string[]
): string[] {
  const known = new Set([...settings, ...secrets.map((name) => `${name}_FILE`)])
  return Object.entries(environment)
    .filter(([name, value]) => value && !known.has(name) && !foreign.test(name))
    .flatMap(([name]) => {
      const near = settings.filter((setting) => isNear(name, setting))
      return near.length === 0 ? [] : [`${name} is not a setting: did you mean ${near.join(' or ')}?`]
    })
}

function isNear(name: string, setting: string): boolean {
  // `cors_origins`, `cors-origins`, `CORSORIGINS`
  if (joined(name) === joined(setting)) return true
  // `PORT_FILE`: only secrets may be given as files.
  if (name === `${setting}_FILE`) return true
  if (setting.length < minLength) return false
  // OpenTelemetry has many more names than ours. Some differ by two letters.
  if (name.startsWith('OTEL_')) return isWithin(name, setting, 1)
  return isWithin(name, setting, setting.length < 12 ? 1 : 2) || lacksWord(name, setting)
}

function joined(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}

/** `IAM_TOKEN` for `IAM_ACCESS_TOKEN`, `CACHE_TTL` for `CACHE_TTL_MS`: one word is missing, but not the first. */
function lacksWord(name: string, setting: string): boolean {
  const words = setting.split('_')
  return words.length > 2 && words.some((_, place) => place > 0 && words.toSpliced(place, 1).join('_') === name)
}

/** Whether up to `max` letters added, removed, changed or swapped turn one name into the other. */
function isWithin(name: string, setting: string, max: number): boolean {
  return Math.abs(name.length - setting.length) <= max && editDistance(name, setting) <= max
}
