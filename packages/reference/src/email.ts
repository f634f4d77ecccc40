import type { EmailAnswer, EmailFacts, LocalPartShape } from '@gatehouse/contract'
import { getDomain } from 'tldts'
import { notKnown } from './answers.ts'
import type { EmailAddress } from './email-address.ts'
import { parseEmailAddress } from './email-address.ts'
import { shapeOf } from './email-shape.ts'
import type { MailDomainFacts, MailTables } from './mail-domain.ts'

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

/** Reads an address and classifies its domain and local part. No network: nothing is verified. */
export function lookUpEmail(tables: MailTables, text: string): EmailAnswer {
  const address = parseEmailAddress(text)
  return address === undefined
    ? notKnown('malformed_input')
    : new ReadEmail(address, tables.domain(address.domain))
}

class ReadEmail implements EmailFacts {
  readonly known = true
  readonly address: string
  readonly localPart: string
  readonly domain: string
  readonly topLevelDomain: string
  readonly topLevelCountry: string | null
  readonly isFree: boolean
  readonly isDisposable: boolean
  readonly isRole: boolean
  readonly hasPlusTag: boolean
  readonly normalised: string
  readonly shape: LocalPartShape

  constructor({ localPart, domain }: EmailAddress, facts: MailDomainFacts) {
    const plain = withoutTag(localPart)
    const lower = plain.toLowerCase()
    this.address = `${localPart}@${domain}`
    this.localPart = localPart
    this.domain = domain
    this.topLevelDomain = facts.topLevelDomain
    this.topLevelCountry = facts.topLevelCountry
    this.isFree = facts.isFree
    this.isDisposable = facts.isDisposable
    this.isRole = ROLE_ACCOUNTS.has(lower)
    this.hasPlusTag = plain.length < localPart.length
    this.normalised = normalise(lower, domain)
    this.shape = shapeOf(plain, lower)
  }

  /** Asked for seldom, and the public suffix list is slow to walk. */
  get registrableDomain(): string | null {
    return getDomain(this.domain, { extractHostname: false, validateHostname: false })
  }
}

/** `anna+shop` is `anna`; a tag alone (`+shop`) is kept, and what is quoted is no tag. */
function withoutTag(localPart: string): string {
  if (localPart.startsWith('"')) return localPart
  const plus = localPart.indexOf('+')
  return plus > 0 ? localPart.slice(0, plus) : localPart
}

/** `lower`: the local part without its tag, in lower case. */
function normalise(lower: string, domain: string): string {
  const mailbox = DOTLESS_DOMAINS.has(domain) ? lower.replaceAll('.', '') : lower
  return `${mailbox}@${SAME_MAILBOX.get(domain) ?? domain}`
}
