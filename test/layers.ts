const vocabulary = [
  'src/problems',
  'src/model',
  'src/json.ts',
  'src/node-http.ts',
  'src/proxies.ts',
  'src/edit-distance.ts'
]
const upstream = ['src/upstream', 'src/observability', ...vocabulary]
const sources = ['src/sources', ...upstream]

/** Folder or file → its allowed imports besides its own files. A path belongs to the first entry that contains it. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  'package.json': [],
  'src/json.ts': [],
  'src/node-http.ts': [],
  'src/edit-distance.ts': [],
  'src/proxies.ts': [],
  'src/model': ['src/json.ts'],
  'src/problems': ['src/model', 'src/json.ts'],
  'src/observability': vocabulary,
  'src/redis.ts': ['src/redis-client.ts', 'src/redis-log.ts'],
  'src/redis-client.ts': [],
  'src/redis-log.ts': [],
  'src/upstream': ['src/observability', ...vocabulary],
  'src/sources': upstream,
  'src/callers': ['src/upstream', ...vocabulary],
  'src/accounts': ['src/sources', 'src/upstream', ...vocabulary],
  'src/config': ['src/callers', ...sources],
  'src/http': ['src/accounts', 'src/callers', ...sources, 'src/redis.ts', 'package.json'],
  'src/app.ts': ['src/http', 'src/accounts', 'src/config', 'src/callers', ...sources, 'src/redis.ts'],
  // An entry point, like server.ts.
  'src/process/create-key.ts': ['src/callers', 'src/sources'],
  'src/process': ['src/app.ts', 'src/http', 'src/config', 'src/callers', ...sources],
  'src/server.ts': ['src/process'],
  'client/src': [],
  'explorer/src': ['client/src'],
  'simulator/src': ['src/app.ts', 'src/process', 'src/config', 'src/sources', 'src/observability', 'src/json.ts']
}
