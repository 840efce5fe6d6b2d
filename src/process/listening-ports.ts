import { existsSync, readFileSync } from 'node:fs'

/** The TCP ports on which processes of this user listen, from Linux. */
export function listeningPorts(): number[] {
  const own = String(process.getuid?.())
  // Without IPv6 the second file does not exist.
  const files = ['/proc/net/tcp', '/proc/net/tcp6'].filter((file) => existsSync(file))
  const ports = files.flatMap((file) => portsIn(readFileSync(file, 'utf8'), own))
  return [...new Set(ports)]
}

/** proc_net_tcp: slot, local address, remote address, state (0A: listening), three more, and the user. */
const socket = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) \S+ 0A(?: +\S+){3} +(\d+) /gm

function portsIn(text: string, user: string): number[] {
  return Array.from(text.matchAll(socket))
    .filter(([, , owner]) => owner === user)
    .map(([, port = '0']) => Number.parseInt(port, 16))
}
