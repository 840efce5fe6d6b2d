import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  type Sampler
} from '@opentelemetry/sdk-trace'
import type { TracingSettings } from './tracing-settings.ts'

/** The sampler of the settings. */
export function samplerOf({ sampler, ratio }: TracingSettings): Sampler {
  const [parentBased, root] = sampler.startsWith('parentbased_') ? [true, sampler.slice(12)] : [false, sampler]
  const judge = rootSampler(root, ratio)
  return parentBased ? new ParentBasedSampler({ root: judge }) : judge
}

function rootSampler(name: string, ratio: number): Sampler {
  switch (name) {
    case 'always_off':
      return new AlwaysOffSampler()
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio)
    default:
      return new AlwaysOnSampler()
  }
}
