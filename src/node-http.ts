/**
 * The used parts of Node's HTTP module. An `import` of `node:http` reads all of its exports, and one of them loads Node's own
 * copy of undici: 17 MB of unused memory.
 */
export const { Agent, createServer, get, METHODS, STATUS_CODES, validateHeaderName, validateHeaderValue } =
  process.getBuiltinModule('node:http')
