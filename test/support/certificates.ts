import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { Test } from 'tap'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

export interface Authority {
  /** The file with the root certificate, for `NODE_EXTRA_CA_CERTS`. */
  readonly rootFile: string
  /** This process trusts it until the end of the test. */
  readonly trust: () => void
  /** A certificate for 127.0.0.1, signed by the root. */
  readonly issue: (leaf?: Leaf) => Certificate
}

export interface Leaf {
  /** Extensions in openssl syntax, instead of those of a valid server certificate. */
  readonly extensions?: readonly string[]
  /** 0: already expired. */
  readonly days?: number
  readonly digest?: 'sha256' | 'sha1'
  /** Value of `-newkey`. */
  readonly key?: readonly string[]
}

const curve = ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
export const forLoopback = 'subjectAltName=IP:127.0.0.1'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
/** For `skip` of a test with certificates. */
export const withoutOpenssl =
  !hasOpenssl && process.env['CI'] === undefined && 'needs openssl, from the Debian package of that name'

let issued = 0

/** A certificate authority made by openssl; it ends with the test. */
export function createAuthority(t: Test): Authority {
  const folder = t.testdir()
  const [rootKey, rootFile] = [join(folder, 'root.key'), join(folder, 'root.pem')]
  const root = ['-keyout', rootKey, '-out', rootFile, '-subj', '/CN=test root', '-days', '2']
  openssl(['req', '-x509', '-newkey', ...curve, '-nodes', ...root])
  return {
    rootFile,
    trust() {
      const before = getCACertificates('default')
      setDefaultCACertificates([...before, readFileSync(rootFile, 'utf8')])
      t.teardown(() => setDefaultCACertificates(before))
    },
    issue({ extensions = [forLoopback], days = 2, digest = 'sha256', key = curve } = {}) {
      const name = join(folder, `leaf-${++issued}`)
      const [keyFile, request, cert, extensionFile] = [`${name}.key`, `${name}.csr`, `${name}.pem`, `${name}.ext`]
      writeFileSync(extensionFile, extensions.join('\n'))
      openssl(['req', '-new', '-newkey', ...key, '-nodes', '-keyout', keyFile, '-out', request, '-subj', '/CN=leaf'])
      const signing = ['-CA', rootFile, '-CAkey', rootKey, '-CAcreateserial', '-days', String(days), `-${digest}`]
      openssl(['x509', '-req', '-in', request, '-out', cert, '-extfile', extensionFile, ...signing])
      return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(cert, 'utf8') }
    }
  }
}

/** A self-signed certificate. */
export function selfSigned(t: Test): Certificate {
  const folder = t.testdir()
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const files = ['-keyout', key, '-out', cert]
  openssl(['req', '-x509', '-newkey', ...curve, '-nodes', ...files, '-subj', '/CN=leaf', '-addext', forLoopback])
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'ignore' })
}
