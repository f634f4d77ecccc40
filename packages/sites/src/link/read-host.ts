import { toASCII, toUnicode } from 'tr46'
import { endsInNumber, readIpv4, readIpv6 } from './ip-host.ts'
import { fromBytes, toBytes, unescapeBytes } from './percent.ts'

export interface Host {
  /** ASCII; an IPv6 address in brackets; without a dot at its end. */
  readonly name: string
  readonly isIp: boolean
}

/** As browsers: hyphens and lengths anywhere, but no deviation from UTS 46. */
const RULES = {
  checkBidi: true,
  checkHyphens: false,
  checkJoiners: true,
  useSTD3ASCIIRules: false,
  transitionalProcessing: false,
  ignoreInvalidPunycode: false,
} as const
const PLAIN_NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/
/** "Forbidden domain code points". */
const FORBIDDEN = /[\p{Cc} #%/:<>?@[\\\]^|]/u

/** Reads the host of an address as a browser does (WHATWG URL, 3.5). `null`: it is none. */
export function readHost(text: string): Host | null {
  if (text.startsWith('[')) {
    const address = text.endsWith(']') ? readIpv6(text.slice(1, -1)) : null
    return address === null ? null : { name: `[${address}]`, isIp: true }
  }
  const lower = text.toLowerCase()
  if (PLAIN_NAME.test(lower)) return named(lower)
  const decoded = lower.includes('%') ? fromBytes(unescapeBytes(toBytes(text))) : text
  if (decoded === null) return null
  const ascii = isPlainAscii(decoded)
    ? decoded.toLowerCase()
    : toASCII(decoded, { ...RULES, verifyDNSLength: false })
  if (ascii === null || ascii === '' || FORBIDDEN.test(ascii)) return null
  return named(ascii)
}

/** Browsers take a name in ASCII as it is, `xn--` of no meaning included. */
function isPlainAscii(name: string): boolean {
  return !/\P{ASCII}/u.test(name)
}

function named(ascii: string): Host | null {
  if (endsInNumber(ascii)) {
    const address = readIpv4(ascii)
    return address === null ? null : { name: address, isIp: true }
  }
  const name = ascii.endsWith('.') ? ascii.slice(0, -1) : ascii
  return isEmptyLabelIn(name) ? null : { name, isIp: false }
}

/** DNS has no such name, whatever a browser makes of it. */
function isEmptyLabelIn(name: string): boolean {
  return name === '' || name.startsWith('.') || name.endsWith('.') || name.includes('..')
}

/** The name as people see it, where it is in another script. */
export function inUnicode(name: string): string {
  if (!name.includes('xn--')) return name
  return toUnicode(name, RULES).domain
}
