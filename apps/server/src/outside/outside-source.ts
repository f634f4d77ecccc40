import { NOTHING_OUTSIDE, type Outside, type Reference } from '@gatehouse/contract'
import type { OutsideSource } from '@gatehouse/pipeline'
import type { DomainBook, MailDomains } from './domain-book.ts'

/** What `observe` knows of the world outside: what was learned before, at once and from memory. */
export function outsideSource(book: DomainBook): OutsideSource {
  return {
    read(_event, { email_domain: email }) {
      const emailDomain = email.known
        ? book.peek({ domain: email.domain, registrable: email.registrableDomain })
        : NOTHING_OUTSIDE.emailDomain
      const outside: Outside = { ...NOTHING_OUTSIDE, emailDomain }
      return { outside, isLate: isLate(outside) }
    },
  }
}

function isLate({ emailDomain: { names, registration } }: Outside): boolean {
  return [names, registration].some((answer) => !answer.known && answer.reason === 'late')
}

/** The domains of an address whose domain is known; `null` for what is none. */
export function mailDomainsOf(reference: Reference, domain: unknown): MailDomains | null {
  if (typeof domain !== 'string') return null
  // Every domain that takes mail has this mailbox (RFC 5321 section 4.5.1).
  const email = reference.email(`postmaster@${domain}`)
  return email.known ? { domain: email.domain, registrable: email.registrableDomain } : null
}
