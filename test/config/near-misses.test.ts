import t from 'tap'
import { readConfig } from '../../src/config/config.ts'
import { registry } from '../../src/sources/registry.ts'
import { startServer } from '../support/child.ts'

function warningsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  return readConfig({ IAM_BASE_URL: 'http://iam.example', ...environment }, registry).warnings
}

const nearMisses = {
  CORS_ORIGIN: 'CORS_ORIGINS',
  CORSORIGINS: 'CORS_ORIGINS',
  cors_origins: 'CORS_ORIGINS',
  'CORS-ORIGINS': 'CORS_ORIGINS',
  CORS_ORGINS: 'CORS_ORIGINS',
  LOGLEVEL: 'LOG_LEVEL',
  LOG_LEVLE: 'LOG_LEVEL',
  Port: 'PORT',
  SOURCE: 'SOURCES',
  REDIS_URI: 'REDIS_URL',
  IAM_URL: 'IAM_BASE_URL',
  IAM_TOKEN: 'IAM_ACCESS_TOKEN',
  GATEWAY_SECRET: 'GATEWAY_APP_SECRET',
  GATEWAY_BASEURL: 'GATEWAY_BASE_URL',
  GATEWAY_APP_SECRETS: 'GATEWAY_APP_SECRET',
  API_KEY_FILE: 'API_KEYS_FILE',
  API_KEYS: 'API_KEYS_FILE',
  JWT_ISSUERS: 'JWT_ISSUER',
  JWT_JWKS_URI: 'JWT_JWKS_URL',
  JWT_ISSUER_FILE: 'JWT_ISSUER',
  CACHE_TTL: 'CACHE_TTL_MS',
  CACHE_TTL_S: 'CACHE_TTL_MS',
  SHUTDOWN_TIMEOUT: 'SHUTDOWN_TIMEOUT_MS',
  TENANT_TIMEOUT: 'TENANT_TIMEOUT_MS',
  RATE_LIMIT: 'RATE_LIMIT_MAX',
  TRUST_PROXYS: 'TRUST_PROXY',
  OTEL_EXPORTER_OTLP_ENDPOINTS: 'OTEL_EXPORTER_OTLP_ENDPOINT'
}

for (const [name, setting] of Object.entries(nearMisses)) {
  void t.test(`${name} resembles a setting: a warning names ${setting}`, (t) => {
    const warnings = warningsOf({ [name]: 'very-secret' })
    t.equal(warnings.length, 1)
    t.match(warnings[0], new RegExp(`^${name} is not a setting: did you mean (\\w+ or )*${setting}\\b`))
    t.notMatch(warnings[0], 'very-secret')
    t.end()
  })
}

void t.test('variables of systems, shells and tools give no warning', (t) => {
  const names = `
    PATH HOME HOSTNAME HOSTTYPE USER LOGNAME SHELL SHLVL PWD OLDPWD TERM COLORTERM LANG LANGUAGE LC_ALL LS_COLORS TZ EDITOR PAGER MAIL TMPDIR
    DISPLAY XDG_RUNTIME_DIR SSH_AUTH_SOCK DEBUG CI FORCE_COLOR NO_COLOR NODE_ENV NODE_OPTIONS NODE_PATH NODE_VERSION YARN_VERSION
    NODE_EXTRA_CA_CERTS NODE_COMPILE_CACHE NODE_USE_ENV_PROXY NODE_TLS_REJECT_UNAUTHORIZED UV_THREADPOOL_SIZE SSL_CERT_FILE SSL_CERT_DIR
    INIT_CWD npm_config_cache npm_config_port npm_config_host npm_package_name npm_lifecycle_event npm_node_execpath
    KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT KUBERNETES_PORT_443_TCP_ADDR REDIS_SERVICE_HOST REDIS_SERVICE_PORT REDIS_PORT
    REDIS_PORT_6379_TCP REDIS_PORT_6379_TCP_PROTO ROLLCALL_PORT ROLLCALL_SERVICE_PORT_HTTP GATEWAY_PORT GATEWAY_SERVICE_HOST IAM_PORT IAM_PORT_80_TCP
    http_proxy https_proxy no_proxy all_proxy ALL_PROXY FTP_PROXY COMPOSE_PROJECT_NAME DOCKER_HOST container POD_NAME POD_IP NAMESPACE
    GITHUB_TOKEN GITHUB_REF AWS_REGION GOOGLE_APPLICATION_CREDENTIALS JAVA_HOME PYTHONPATH SYSTEMROOT COMSPEC PROMPT PROCESSOR_LEVEL
    OTEL_METRICS_EXPORTER OTEL_LOGS_EXPORTER OTEL_EXPORTER_OTLP_METRICS_ENDPOINT OTEL_EXPORTER_OTLP_LOGS_HEADERS OTEL_BLRP_SCHEDULE_DELAY
    OTEL_EXPORTER_OTLP_COMPRESSION OTEL_EXPORTER_OTLP_CERTIFICATE OTEL_EXPORTER_OTLP_CLIENT_KEY OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE
    OTEL_PROPAGATORS OTEL_LOG_LEVEL OTEL_ATTRIBUTE_COUNT_LIMIT SIMULATOR_PORT SIMULATOR_HOST SIMULATOR_SCALE BASE_URL PUBLIC_URL DATABASE_URL`
  for (const name of names.trim().split(/\s+/)) t.strictSame(warningsOf({ [name]: '1' }), [], name)
  t.strictSame(warningsOf({ CORS_ORIGIN: '' }), [], 'an empty one is not set')
  t.end()
})

void t.test('the environment of this process gives no warning', (t) => {
  const { warnings } = readConfig({ ...process.env, IAM_BASE_URL: 'http://iam.example' }, registry)
  t.strictSame(warnings, [])
  t.end()
})

void t.test('the start logs the warning', async (t) => {
  const { said } = await startServer(t, {
    PORT: '0',
    IAM_BASE_URL: 'http://127.0.0.1:1',
    CORS_ORIGIN: 'https://app.example.com'
  })
  const line: unknown = JSON.parse(await said(/\{[^\n]*CORS_ORIGIN [^\n]*\}/))
  t.match(line, { level: 40, msg: 'CORS_ORIGIN is not a setting: did you mean CORS_ORIGINS?' })
})
