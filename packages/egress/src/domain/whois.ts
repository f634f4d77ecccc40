import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { openDialer, type Dialer } from '../dialer.ts'
import { EgressError } from '../egress-error.ts'
import { isPublicName } from '../hostile/host-names.ts'
import type { HostileDoorParts } from '../hostile/hostile-door.ts'
import { addressesOfThisMachine, publicAddressOf } from '../hostile/public-address.ts'
import { openResolver } from '../resolver.ts'
import type { RegistryAnswer } from './registry.ts'
import { createServerPace } from './server-pace.ts'
import { readWhois } from './whois-response.ts'

/** Asks registries by WHOIS (RFC 3912), where a top-level domain has no RDAP server. */
export interface Whois {
  /**
   * Never throws for what a server does.
   * @param domain registrable domain, lower-case ASCII
   */
  lookUp(domain: string, signal?: AbortSignal): Promise<RegistryAnswer>
}

export interface WhoisParts extends Pick<HostileDoorParts, 'resolver' | 'dialer' | 'ownAddresses'> {
  readonly nowMs: () => number
  /** Host of the server by top-level domain; what is not in it is asked of IANA, once a week. */
  readonly servers?: ReadonlyMap<string, string>
}

const PORT = 43
const IANA = 'whois.iana.org'
/** Answers are 1 to 10 KB. */
const BYTES_MAX = 65_536
const TIMEOUT_MS = 10_000
const RETRY_MS = 5 * 60_000
const REFERRAL_KEPT_MS = 7 * 86_400_000
/** More top-level domains than there are. */
const REFERRALS_MAX = 2000
const DOMAIN = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/

export function openWhois(parts: WhoisParts): Whois {
  const { resolver = openResolver(), dialer = openDialer(), nowMs } = parts
  const { ownAddresses = addressesOfThisMachine, servers = new Map() } = parts
  const pace = createServerPace()
  const referrals = new Map<string, { readonly server: string | null; readonly untilMs: number }>()

  /** The server was named by a stranger, so its address is checked like any other. */
  async function ask(server: string, line: string, signal: AbortSignal): Promise<string> {
    if (isIP(server) !== 0 || !isPublicName(server)) {
      throw new EgressError('refused_target', 'the server is no public name')
    }
    const target = { url: new URL(`http://${server}:43/`), isTls: false, port: PORT }
    const address = await publicAddressOf(
      { ...target, name: server, address: null },
      { resolver, ownAddresses },
      signal,
    )
    return talk(dialer, address, line, signal)
  }

  async function serverFor(topLevel: string, signal: AbortSignal): Promise<string | null> {
    const given = servers.get(topLevel)
    if (given !== undefined) return given
    const known = referrals.get(topLevel)
    if (known !== undefined && known.untilMs > nowMs()) return known.server
    const text = await ask(IANA, topLevel, signal)
    const server = /^(?:whois|refer):\s*([a-z0-9.-]{3,253})\s*$/im.exec(text)?.[1]?.toLowerCase()
    if (referrals.size >= REFERRALS_MAX) referrals.delete(referrals.keys().next().value!)
    referrals.set(topLevel, { server: server ?? null, untilMs: nowMs() + REFERRAL_KEPT_MS })
    return server ?? null
  }

  return {
    async lookUp(domain, outer) {
      if (!DOMAIN.test(domain)) return { state: 'not_supported' }
      const deadline = AbortSignal.timeout(TIMEOUT_MS)
      const signal = outer === undefined ? deadline : AbortSignal.any([outer, deadline])
      try {
        const server = await serverFor(domain.slice(domain.lastIndexOf('.') + 1), signal)
        if (server === null) return { state: 'not_supported' }
        const turn = pace.turn(server, nowMs())
        // Nobody is made to wait for a fallback.
        if (!turn.isGranted || turn.atMs > nowMs()) {
          return failed('the registry is asked too often', turn.atMs)
        }
        const read = readWhois(await ask(server, domain, signal))
        pace.answered(server)
        if (read.state !== 'unreadable') return read
        return failed('the answer says nothing that is understood', nowMs() + RETRY_MS)
      } catch (error) {
        if (!(error instanceof EgressError)) throw error
        return failed(error.code, nowMs() + RETRY_MS)
      }
    },
  }
}

async function talk(
  dialer: Dialer,
  address: string,
  line: string,
  signal: AbortSignal,
): Promise<string> {
  const socket = await dialer.dial({ address, port: PORT, tls: null, signal })
  try {
    socket.write(`${line}\r\n`)
    return await textOf(socket, signal)
  } finally {
    socket.destroy()
  }
}

/** Until the server closes, or the limit of bytes. Servers write UTF-8 or Latin-1. */
function textOf(socket: Duplex, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let bytes = 0
    const fail = (code: 'timeout' | 'too_large' | 'bad_response', message: string) =>
      reject(new EgressError(code, message))
    signal.addEventListener('abort', () => fail('timeout', 'the answer took too long'), {
      once: true,
    })
    socket.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes > BYTES_MAX) return fail('too_large', `the answer is over ${BYTES_MAX} bytes`)
      pieces.push(piece)
    })
    socket.once('end', () => resolve(decoded(Buffer.concat(pieces))))
    socket.once('close', () => fail('bad_response', 'the answer broke off'))
    socket.on('error', () => fail('bad_response', 'the answer broke off'))
  })
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('latin1').decode(bytes)
  }
}

function failed(problem: string, retryAtMs: number): RegistryAnswer {
  return { state: 'failed', problem, retryAtMs }
}
