import { createHash } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import { openDialer } from '../dialer.ts'
import { EgressError } from '../egress-error.ts'
import type { HostileDoorParts } from '../hostile/hostile-door.ts'
import { addressesOfThisMachine, publicAddressOf } from '../hostile/public-address.ts'
import { readTarget } from '../hostile/target.ts'
import { openResolver } from '../resolver.ts'

/** A certificate that a server showed, good or not. Times are milliseconds since the epoch. */
export interface ShownCertificate {
  /** SHA-256 over the DER bytes, lower-case hexadecimal. */
  readonly fingerprint: string
  /** `organisation, common name` of the issuer; 200 characters at most. */
  readonly issuer: string
  /** Names of the subject, lower case, sorted; the first 100. */
  readonly subjectNames: readonly string[]
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** Why a browser would warn of it, as OpenSSL says it; `null`: it would not. */
  readonly problem: string | null
}

/** Reads which certificate a host shows: the handshake alone, nothing is asked for. */
export interface CertificateReader {
  /**
   * @param host public name or address, as it stands in a URL
   * @throws EgressError
   */
  read(host: string, signal?: AbortSignal): Promise<ShownCertificate>
}

const TIMEOUT_MS = 8000
const NAMES_MAX = 100
const ISSUER_LENGTH_MAX = 200

/**
 * As the hostile door, to public addresses only, and to the one that was checked. A certificate that
 * does not hold is what is looked for, so it ends nothing here: nothing is sent over the connection.
 */
export function openCertificateReader(parts: HostileDoorParts = {}): CertificateReader {
  const { resolver = openResolver(), dialer = openDialer() } = parts
  const { ownAddresses = addressesOfThisMachine } = parts
  return {
    async read(host, outer) {
      const deadline = AbortSignal.timeout(TIMEOUT_MS)
      const signal = outer === undefined ? deadline : AbortSignal.any([outer, deadline])
      const target = readTarget(`https://${host}/`)
      const address = await publicAddressOf(target, { resolver, ownAddresses }, signal)
      const plain = await dialer.dial({ address, port: target.port, tls: null, signal })
      try {
        return await shownOver(plain, target.name, signal)
      } finally {
        plain.destroy()
      }
    },
  }
}

function shownOver(
  plain: Duplex,
  name: string | null,
  signal: AbortSignal,
): Promise<ShownCertificate> {
  return new Promise((resolve, reject) => {
    const late = () => {
      // First of all: what destroying the socket says afterwards is of no interest.
      reject(new EgressError('timeout', 'the handshake took too long'))
      secure.destroy()
    }
    const secure = connect({
      socket: plain,
      ...(name === null ? {} : { servername: name }),
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: false,
    })
    const failed = (cause?: Error) =>
      reject(new EgressError('tls_failed', 'no secure connection could be made', { cause }))
    secure.on('error', failed)
    secure.once('close', () => failed())
    secure.once('secureConnect', () => {
      const shown = certificateOf(secure)
      if (shown === null) failed()
      else resolve(shown)
      signal.removeEventListener('abort', late)
      secure.destroy()
    })
    plain.on('error', failed)
    signal.addEventListener('abort', late, { once: true })
  })
}

function certificateOf(socket: TLSSocket): ShownCertificate | null {
  const certificate = socket.getPeerCertificate() as Partial<PeerCertificate>
  const { raw, valid_from: from, valid_to: to } = certificate
  if (raw === undefined) return null
  const notBeforeMs = Date.parse(from ?? '')
  const notAfterMs = Date.parse(to ?? '')
  if (!Number.isFinite(notBeforeMs) || !Number.isFinite(notAfterMs)) return null
  const { issuer, subject, subjectaltname: names = '' } = certificate
  const alternative = [...names.matchAll(/(?:^|, )(?:DNS|IP Address):([^,\s"]{1,253})/g)]
  const all = alternative.map(([, each]) => each!.toLowerCase())
  if (all.length === 0 && subject?.CN !== undefined) all.push(textOf(subject.CN).toLowerCase())
  return {
    fingerprint: createHash('sha256').update(raw).digest('hex'),
    issuer: [issuer?.O, issuer?.CN]
      .flatMap((part) => (part === undefined ? [] : [textOf(part)]))
      .join(', ')
      .slice(0, ISSUER_LENGTH_MAX),
    subjectNames: [...new Set(all)].sort().slice(0, NAMES_MAX),
    notBeforeMs,
    notAfterMs,
    problem: problemOf(socket),
  }
}

/** A name may stand several times in a subject. */
function textOf(part: string | string[]): string {
  return Array.isArray(part) ? part.join(' ') : part
}

function problemOf({ authorized, authorizationError }: TLSSocket): string | null {
  if (authorized) return null
  const code = (authorizationError as { code?: unknown } | undefined)?.code ?? authorizationError
  return typeof code === 'string' && /^[A-Z_]{1,60}$/.test(code) ? code : 'UNTRUSTED'
}
