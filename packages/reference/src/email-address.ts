import { domainToASCII } from 'node:url'

/** RFC 5321 section 4.5.3.1 and its erratum 1690: path, local part, domain, in octets. */
const ADDRESS_LENGTH_MAX = 254
const LOCAL_LENGTH_MAX = 64
const DOMAIN_LENGTH_MAX = 253
const LABEL_LENGTH_MAX = 63

/** Dot-atom (RFC 5322 section 3.2.3) with the UTF-8 of RFC 6531. */
const LOCAL_PART =
  /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u
/** Quoted string (RFC 5321 section 4.1.2), of printable ASCII and the UTF-8 of RFC 6531. */
const QUOTED = /^"(?:[\x20-\x21\x23-\x5b\x5d-\x7e\p{L}\p{M}\p{N}]|\\[\x20-\x7e])+"$/u
const HOST_LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/

export interface EmailAddress {
  readonly localPart: string
  /** ASCII, lower case. */
  readonly domain: string
}

/** Reads an address; `undefined` for what is none. */
export function parseEmailAddress(text: string): EmailAddress | undefined {
  if (text.length > ADDRESS_LENGTH_MAX * 2) return undefined
  const address = text.trim()
  return parsePlain(address) ?? parseAny(address)
}

/**
 * An address as nearly all are: ASCII, its domain in lower case and well formed, so that there is
 * nothing to convert. Whatever this does not accept, `parseAny` judges.
 */
function parsePlain(address: string): EmailAddress | undefined {
  const at = address.indexOf('@')
  if (at > LOCAL_LENGTH_MAX || address.length > ADDRESS_LENGTH_MAX) return undefined
  if (!isPlainLocalPart(address, at) || !isPlainDomain(address, at + 1)) return undefined
  // A label in Punycode may be a wrong one: only the conversion tells.
  if (address.includes('xn--', at)) return undefined
  return { localPart: address.slice(0, at), domain: address.slice(at + 1) }
}

const DOT = 0x2e
const HYPHEN = 0x2d

/** What an ASCII character may be part of: bit 0 an atom, bit 1 a label of a host name. */
const MAY_BE_IN = new Uint8Array(128)
const IN_ATOM = 1
const IN_LABEL = 2
for (const byte of Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789-'))
  MAY_BE_IN[byte] = IN_ATOM | IN_LABEL
for (const byte of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&'*+/=?^_`{|}~"))
  MAY_BE_IN[byte] = IN_ATOM

function isPlainLocalPart(address: string, end: number): boolean {
  let previous = DOT
  for (let at = 0; at < end; at++) {
    const code = address.charCodeAt(at)
    if (code === DOT ? previous === DOT : !(MAY_BE_IN[code]! & IN_ATOM)) return false
    previous = code
  }
  return previous !== DOT
}

/** At least two labels, none with a hyphen at an end, no digit at the beginning of the last. */
function isPlainDomain(address: string, start: number): boolean {
  let labelStart = start
  let previous = HYPHEN
  for (let at = start; at < address.length; at++) {
    const code = address.charCodeAt(at)
    if (code === DOT) {
      if (at === labelStart || previous === HYPHEN) return false
      labelStart = at + 1
    } else {
      if (!(MAY_BE_IN[code]! & IN_LABEL) || at - labelStart >= LABEL_LENGTH_MAX) return false
      if (code === HYPHEN && at === labelStart) return false
    }
    previous = code
  }
  const isLabel = previous !== DOT && previous !== HYPHEN
  return isLabel && labelStart > start && !isDigit(address.charCodeAt(labelStart))
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function parseAny(address: string): EmailAddress | undefined {
  if (Buffer.byteLength(address) > ADDRESS_LENGTH_MAX) return undefined
  const at = address.lastIndexOf('@')
  const sent = address.slice(0, Math.max(0, at)).normalize('NFC')
  if (Buffer.byteLength(sent) > LOCAL_LENGTH_MAX) return undefined
  const localPart = LOCAL_PART.test(sent) ? sent : plainest(sent)
  if (localPart === undefined) return undefined
  const domain = domainToASCII(address.slice(at + 1)).replace(/\.$/, '')
  return isHostName(domain) ? { localPart, domain } : undefined
}

/**
 * A quoted local part in its one spelling: quotes and escapes that are not needed make no other
 * mailbox (RFC 5321 section 4.1.2). `undefined`: it is none.
 */
function plainest(sent: string): string | undefined {
  if (!QUOTED.test(sent)) return undefined
  const text = sent.slice(1, -1).replaceAll(/\\(.)/gu, '$1')
  return LOCAL_PART.test(text) ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}

/** At least two labels and no number at the end: an IP address is no mail domain. */
function isHostName(domain: string): boolean {
  if (domain.length > DOMAIN_LENGTH_MAX) return false
  const labels = domain.split('.')
  const last = labels.at(-1) ?? ''
  return labels.length >= 2 && labels.every((label) => HOST_LABEL.test(label)) && !/^\d/.test(last)
}
