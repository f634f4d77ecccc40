import {
  NOTHING_OUTSIDE,
  type DomainFacts,
  type Lookups,
  type Outside,
  type Reference,
} from '@gatehouse/contract'
import type { OutsideReading, OutsideSource } from '@gatehouse/pipeline'
import type { DomainBook, MailDomains } from './domain-book.ts'
import type { LookupDesk } from './lookup-desk.ts'
import type { ScoreDesk, Scores } from './score-desk.ts'

/** What was opened of the world outside; `null`: the operator does not want it. */
export interface OutsideParts {
  readonly book: DomainBook | null
  readonly desk: ScoreDesk | null
  readonly lookups: LookupDesk | null
  /** How long an order may wait for scores; 0: it does not. */
  readonly deadlineMs: number
}

/**
 * What `observe` knows of the world outside: what was learned before, at once and from memory. Only
 * for scores, and only where the operator set a deadline, an order waits, at most that long.
 */
export function outsideSource({ book, desk, lookups, deadlineMs }: OutsideParts): OutsideSource {
  return {
    read(event, { email_domain: email }) {
      const emailDomain =
        book !== null && email.known
          ? book.peek({ domain: email.domain, registrable: email.registrableDomain })
          : NOTHING_OUTSIDE.emailDomain
      const asked = lookups?.untold(event) ?? NOTHING_OUTSIDE.lookups
      if (desk === null) return reading(emailDomain, NOTHING_OUTSIDE.scores, asked)
      if (deadlineMs === 0) return reading(emailDomain, desk.untold(event), asked)
      return desk.within(event, deadlineMs).then((scores) => reading(emailDomain, scores, asked))
    },
  }
}

function reading(emailDomain: DomainFacts, scores: Scores, lookups: Lookups): OutsideReading {
  const outside: Outside = { ...NOTHING_OUTSIDE, emailDomain, scores, lookups }
  const answers = [
    emailDomain.names,
    emailDomain.registration,
    ...Object.values(scores),
    ...Object.values(lookups),
  ]
  return {
    outside,
    isLate: answers.some((each) => each?.known === false && each.reason === 'late'),
  }
}

/** The domains of an address whose domain is known; `null` for what is none. */
export function mailDomainsOf(reference: Reference, domain: unknown): MailDomains | null {
  if (typeof domain !== 'string') return null
  // Every domain that takes mail has this mailbox (RFC 5321 section 4.5.1).
  const email = reference.email(`postmaster@${domain}`)
  return email.known ? { domain: email.domain, registrable: email.registrableDomain } : null
}
