import { isIP } from 'node:net'
import { EgressError } from '../egress-error.ts'
import { isGlobalUnicast } from './address-policy.ts'
import { isPublicName } from './host-names.ts'

/** A URL that this door may open, once its name leads to public addresses only. */
export interface HostileTarget {
  readonly url: URL
  readonly isTls: boolean
  readonly port: number
  /** Lower-case ASCII without a final dot; `null` when the URL names an address. */
  readonly name: string | null
  /** The address that the URL names; `null` when it names a host. */
  readonly address: string | null
}

/** Where web servers listen. Any other port may be a service that obeys lines of text. */
export const WEB_PORTS: ReadonlySet<number> = new Set([80, 443, 8080, 8443])
const URL_LENGTH_MAX = 8192
/** Two parsers may read these apart; nobody needs them in front of a path. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u0020\u007f-\u009f]/
const FORM = /^https?:\/\/([^/]+)/i

/**
 * Reads a URL from outside. Whatever parsers disagree about is refused, so that it does not matter
 * which of them is right: userinfo, an `@` before the path, backslashes, percent signs in the host,
 * addresses that are not in their one usual spelling.
 *
 * @throws EgressError `refused_target`, `refused_address`
 */
export function readTarget(text: string, ports: ReadonlySet<number> = WEB_PORTS): HostileTarget {
  if (text.length > URL_LENGTH_MAX) throw refused('it is longer than 8,192 characters')
  if (CONTROL.test(text)) throw refused('it holds spaces or control characters')
  if (text.includes('\\')) throw refused('it holds a backslash')
  const authority = FORM.exec(text)?.[1]
  if (authority === undefined) throw refused('it is no http or https address')
  if (authority.includes('@')) throw refused('an `@` stands before the path')
  const written = authority.split(/[?#]/, 1)[0]!
  if (written.includes('%')) throw refused('the host is percent-encoded')
  if (!URL.canParse(text)) throw refused('it is no URL')
  const url = new URL(text)
  const isTls = url.protocol === 'https:'
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port)
  if (!ports.has(port)) throw refused(`the port ${port} is none of the web's`)
  return { url, isTls, port, ...hostOf(url.hostname, written) }
}

function hostOf(hostname: string, written: string): Pick<HostileTarget, 'name' | 'address'> {
  const bare = hostname.replace(/^\[|\]$/g, '')
  if (isIP(bare) === 0) {
    const name = hostname.replace(/\.$/, '')
    if (!isPublicName(name)) throw refused('the host is no public name')
    return { name, address: null }
  }
  if (!isGlobalUnicast(bare)) {
    throw new EgressError('refused_address', 'the address is not on the public internet')
  }
  // `0x7f.1` and `①.①.①.①` reach here as addresses: only the usual spelling is one.
  const isUsual = written.toLowerCase().replace(/:\d*$/, '') === hostname
  if (!isUsual) throw refused('the address is written in an unusual way')
  return { name: null, address: bare }
}

function refused(why: string): EgressError {
  return new EgressError('refused_target', `the URL is refused: ${why}`)
}
