import t, { type Test } from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import { readConfig, type Config } from '../../src/config/config.ts'
import { registry } from '../../src/sources/registry.ts'
import { fileText, settingNames } from '../support/deployment.ts'

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string }
}

interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
  readonly startupProbe: Probe
  readonly livenessProbe: Probe
  readonly readinessProbe: Probe
  readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } }
  readonly resources: { readonly limits: { readonly memory: string } }
  readonly securityContext: object
  readonly volumeMounts: readonly { readonly mountPath: string }[]
}

interface PodSpec {
  readonly enableServiceLinks: boolean
  readonly terminationGracePeriodSeconds: number
  readonly securityContext: object
  readonly containers: readonly [Container]
}

interface Pods {
  readonly metadata: { readonly labels: Labels; readonly annotations: Readonly<Record<string, string>> }
  readonly spec: PodSpec
}

type Labels = Readonly<Record<string, string>>

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly replicas: number
    readonly template: Pods
    readonly selector: { readonly matchLabels: Labels } & Labels
    readonly podSelector: { readonly matchLabels: Labels }
    readonly ports: readonly { readonly targetPort: string }[]
    readonly scaleTargetRef: { readonly kind: string; readonly name: string }
    readonly minReplicas: number
    readonly minAvailable: number
    readonly ingress: readonly { readonly ports: readonly { readonly port: number }[] }[]
  }
}

const manifests: Manifest[] = parseAllDocuments(fileText('deploy/kubernetes.yaml')).map((document) => document.toJS())

function specOf(kind: string): Manifest['spec'] {
  const manifest = manifests.find((found) => found.kind === kind)
  if (manifest === undefined) throw new Error(`there is no ${kind}`)
  return manifest.spec
}

const { template, ...deployment } = specOf('Deployment')
const pod = template.spec
const [container] = pod.containers

/** The effective settings, with secrets in a folder like the volume. */
function configOf(t: Test): Config {
  const key = { name: 'web', sha256: '0'.repeat(64) }
  const folder = t.testdir({
    'keys.json': JSON.stringify({ keys: [key] }),
    'redis-url': 'redis://redis:6379\n',
    'gateway-app-key': 'key\n',
    'gateway-app-secret': 'secret\n',
    'iam-access-token': 'token\n'
  })
  const mountPath = container.volumeMounts[0]?.mountPath ?? ''
  return readConfig(
    Object.fromEntries(container.env.map(({ name, value }) => [name, value.replace(mountPath, folder)])),
    registry
  )
}

void t.test('the settings are valid, the service starts with them, and none is a secret', async (t) => {
  for (const { name, value } of container.env) {
    t.ok(settingNames.has(name), name)
    t.equal(typeof value, 'string', name)
    t.notMatch(name, /(KEY|SECRET|TOKEN|REDIS_URL)$/)
  }
  const config = configOf(t)
  t.equal(config.sources.length, 5)
  t.match(config, { auth: { mode: 'api-key' }, trustProxy: 1, redisUrl: 'redis://redis:6379' })
})

void t.test('probes, metrics and callers find their ports', async (t) => {
  const config = configOf(t)
  const ports = Object.fromEntries(container.ports.map(({ name, containerPort }) => [name, containerPort]))
  t.same(ports, { http: config.port, admin: config.adminPort })
  t.match(container.startupProbe.httpGet, { path: '/readyz', port: 'admin' })
  t.match(container.livenessProbe.httpGet, { path: '/livez', port: 'admin' })
  t.match(container.readinessProbe.httpGet, { path: '/readyz', port: 'admin' })
  t.match(template.metadata.annotations, {
    'prometheus.io/port': String(config.adminPort),
    'prometheus.io/path': '/metrics'
  })
  t.same(
    specOf('Service').ports.map(({ targetPort }) => targetPort),
    ['http']
  )
  t.same(
    specOf('NetworkPolicy').ingress.map(({ ports: [open] }) => open?.port),
    [config.port, config.adminPort]
  )
})

void t.test('the settings of a rollout lose no request', async (t) => {
  const graceMs = pod.terminationGracePeriodSeconds * 1000
  t.ok(graceMs > container.lifecycle.preStop.sleep.seconds * 1000 + configOf(t).shutdownTimeoutMs)
  t.match(deployment, { replicas: 3, strategy: { rollingUpdate: { maxUnavailable: 0 } } })
  t.ok(specOf('PodDisruptionBudget').minAvailable < specOf('HorizontalPodAutoscaler').minReplicas)
})

void t.test('concurrent answers fit into the memory limit', async (t) => {
  const { bulkhead, upstreamMaxBodyBytes, sources } = configOf(t)
  const [, mebibytes = ''] = /^(\d+)Mi$/.exec(container.resources.limits.memory) ?? []
  const answers = bulkhead.maxConcurrency * upstreamMaxBodyBytes * sources.length
  t.ok(answers < Number(mebibytes) * 2 ** 20 * 0.75, `${answers} bytes`)
})

/** The example in the comments that starts with this line. */
function commented(first: string): unknown {
  const text = fileText('deploy/kubernetes.yaml')
  const [lines = ''] = new RegExp(`^#   ${first}\\n(?:#   .*\\n)*`, 'm').exec(text) ?? []
  return parse(lines.replaceAll(/^#   /gm, ''))
}

void t.test('Prometheus scrapes the pods as the job that the alerts use', async (t) => {
  const { labels } = template.metadata
  t.match(commented('relabel_configs:'), {
    relabel_configs: [{ regex: labels['app.kubernetes.io/name'], target_label: 'job', replacement: 'rollcall' }]
  })
  t.match(commented('apiVersion: .*'), {
    kind: 'PodMonitor',
    spec: {
      jobLabel: 'app.kubernetes.io/name',
      selector: { matchLabels: labels },
      podMetricsEndpoints: [{ port: 'admin' }]
    }
  })
  t.match(fileText('deploy/alerts.yaml'), 'job="rollcall"')
})

void t.test('a pod has minimal privileges', async (t) => {
  t.match(pod, {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } }
  })
  t.match(container.securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] }
  })
})

void t.test('every selector matches the pods', async (t) => {
  const { labels } = template.metadata
  t.same(deployment.selector.matchLabels, labels)
  t.same(specOf('Service').selector, labels)
  t.same(specOf('PodDisruptionBudget').selector.matchLabels, labels)
  t.same(specOf('NetworkPolicy').podSelector.matchLabels, labels)
  t.match(specOf('HorizontalPodAutoscaler').scaleTargetRef, { kind: 'Deployment', name: 'rollcall' })
})
