import { domainToASCII } from 'node:url'
import type { EmailAnswer } from '@gatehouse/contract'
import { getDomain } from 'tldts'
import { notKnown } from './answers.ts'
import { countryRow } from './country.ts'
import { hasDomainOrParent } from './domain-set.ts'
import { shapeOf } from './email-shape.ts'
import { StringTable } from './string-table.ts'
import type { TableFile } from './table-file.ts'

/** RFC 5321 section 4.5.3.1 and its erratum 1690: path, local part, domain, in octets. */
const ADDRESS_LENGTH_MAX = 254
const LOCAL_LENGTH_MAX = 64
const DOMAIN_LENGTH_MAX = 253

/** Dot-atom (RFC 5322 section 3.2.3) with the UTF-8 of RFC 6531; quoted strings are not in use. */
const LOCAL_PART =
  /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u
const HOST_LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/

/** RFC 2142 and what shops and companies use besides. */
const ROLE_ACCOUNTS = new Set(
  `abuse accounting accounts admin administrator billing bookings contact customerservice
   enquiries finance hello help helpdesk hostmaster hr info inquiries invoice invoices it jobs
   legal mail marketing media news newsletter no-reply noc noreply office operations order orders
   postmaster press privacy purchasing reception root sales security service support sysadmin
   team tech test usenet web webmaster www`.split(/\s+/),
)

/** Providers that ignore dots in the local part. */
const DOTLESS_DOMAINS = new Set(['gmail.com', 'googlemail.com'])
/** The same mailbox under two names. */
const SAME_MAILBOX: ReadonlyMap<string, string> = new Map([['googlemail.com', 'gmail.com']])

/** Provider lists: throw-away and free mailboxes. */
export class MailTables {
  readonly disposable: StringTable
  readonly free: StringTable

  constructor(file: TableFile) {
    this.disposable = StringTable.from(file, 'disposable')
    this.free = StringTable.from(file, 'free')
  }
}

/** Reads an address and classifies its domain and local part. No network: nothing is verified. */
export function lookUpEmail(tables: MailTables, text: string): EmailAnswer {
  const parsed = parseAddress(text)
  if (parsed === undefined) return notKnown('malformed_input')
  const { localPart, domain } = parsed
  const plain = withoutTag(localPart)
  const topLevelDomain = domain.slice(domain.lastIndexOf('.') + 1)
  return {
    known: true,
    address: `${localPart}@${domain}`,
    localPart,
    domain,
    // Asked for seldom, and the public suffix list is slow to walk.
    get registrableDomain() {
      return getDomain(domain, { extractHostname: false, validateHostname: false })
    },
    topLevelDomain,
    topLevelCountry: topLevelCountry(topLevelDomain),
    isFree: hasDomainOrParent(tables.free, domain),
    isDisposable: hasDomainOrParent(tables.disposable, domain),
    isRole: ROLE_ACCOUNTS.has(plain.toLowerCase()),
    hasPlusTag: plain !== localPart,
    normalised: normalise(plain, domain),
    shape: shapeOf(plain),
  }
}

/** ASCII in lower case after the `@`, as nearly all addresses are: nothing to convert in it. */
const PLAIN_ADDRESS =
  /^([\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*)@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/

function parseAddress(text: string): { localPart: string; domain: string } | undefined {
  if (text.length > ADDRESS_LENGTH_MAX * 2) return undefined
  const address = text.trim()
  const plain = PLAIN_ADDRESS.exec(address)
  // A label in Punycode may be a wrong one: only the conversion tells.
  if (plain !== null && !address.includes('xn--', plain[1]!.length)) {
    const [, localPart = '', domain = ''] = plain
    if (address.length > ADDRESS_LENGTH_MAX || localPart.length > LOCAL_LENGTH_MAX) return undefined
    return isHostName(domain) ? { localPart, domain } : undefined
  }
  if (Buffer.byteLength(address) > ADDRESS_LENGTH_MAX) return undefined
  const at = address.lastIndexOf('@')
  const localPart = address.slice(0, Math.max(0, at)).normalize('NFC')
  if (Buffer.byteLength(localPart) > LOCAL_LENGTH_MAX || !LOCAL_PART.test(localPart)) {
    return undefined
  }
  const domain = domainToASCII(address.slice(at + 1)).replace(/\.$/, '')
  return isHostName(domain) ? { localPart, domain } : undefined
}

/** At least two labels and no number at the end: an IP address is no mail domain. */
function isHostName(domain: string): boolean {
  if (domain.length > DOMAIN_LENGTH_MAX) return false
  const labels = domain.split('.')
  const last = labels.at(-1) ?? ''
  return labels.length >= 2 && labels.every((label) => HOST_LABEL.test(label)) && !/^\d/.test(last)
}

/** `anna+shop` is `anna`; a tag alone (`+shop`) is kept. */
function withoutTag(localPart: string): string {
  const plus = localPart.indexOf('+')
  return plus > 0 ? localPart.slice(0, plus) : localPart
}

function normalise(plain: string, domain: string): string {
  const local = plain.toLowerCase()
  const mailbox = DOTLESS_DOMAINS.has(domain) ? local.replaceAll('.', '') : local
  return `${mailbox}@${SAME_MAILBOX.get(domain) ?? domain}`
}

/** Two-letter domains are country codes (RFC 1591), except `uk`, `eu` and the few sold to all. */
function topLevelCountry(label: string): string | null {
  if (label === 'uk') return 'GB'
  const code = label.toUpperCase()
  return label.length === 2 && countryRow(code) !== undefined ? code : null
}
