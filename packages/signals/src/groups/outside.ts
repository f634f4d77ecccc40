import type {
  DomainNames,
  DomainRegistration,
  NotFoundOut,
  Outside,
  ScoreFacts,
  ScoreProviderName,
  SignalValue,
} from '@gatehouse/contract'
import type { SignalDefinition, SignalInput } from '../signal.ts'
import { unknown } from '../unknown-reason.ts'
import { wholeDays } from '../age.ts'

/** What somebody outside was asked about the event. Unknown until they answer, and then scored anew. */
export const outsideSignals: readonly SignalDefinition[] = [
  {
    ...ofNames(({ exists }) => exists),
    name: 'email.domain_exists',
    type: 'bool',
    doc: 'The DNS knows the domain of the email address; false: it says that there is no such name.',
  },
  {
    ...ofNames(({ resolves }) => resolves),
    name: 'email.domain_resolves',
    type: 'bool',
    doc: 'The domain of the email address has an IP address of its own.',
  },
  {
    ...ofNames(({ acceptsMail }) => acceptsMail),
    name: 'email.domain_accepts_mail',
    type: 'bool',
    doc: 'The domain of the email address names a host for its mail, or has an address to deliver to.',
  },
  {
    ...ofRegistration(({ registeredAtMs }, { derived: { eventMs } }) =>
      registeredAtMs === null ? unknown('redacted') : wholeDays(registeredAtMs, eventMs),
    ),
    name: 'email.domain_age_days',
    type: 'int',
    doc: 'Whole days from the registration of the domain of the email address to the event.',
  },
  {
    ...ofRegistration(({ country }) => country ?? unknown('redacted')),
    name: 'email.domain_registrant_country',
    type: 'string',
    doc: 'Country of whoever registered the domain of the email address, ISO 3166-1 alpha-2.',
  },
  {
    ...ofScore('minfraud', ({ riskScore }) => riskScore),
    name: 'third_party.minfraud_risk_score',
    type: 'double',
    doc: 'Risk score of MaxMind minFraud, 0.01 to 99, high is bad.',
  },
  {
    ...ofScore('minfraud', ({ ipRisk }) => ipRisk ?? unknown('redacted')),
    name: 'third_party.minfraud_ip_risk',
    type: 'double',
    doc: 'Risk of the IP address by MaxMind minFraud, 0.01 to 99, high is bad.',
  },
  {
    ...ofScore('http', ({ riskScore }) => riskScore),
    name: 'third_party.http_risk_score',
    type: 'double',
    doc: "Risk score of the operator's own score service, 0 to 100, high is bad.",
  },
]

type Facts = Pick<SignalDefinition, 'privacy' | 'reads' | 'compute'>

function ofNames(pick: (names: DomainNames) => boolean | null): Facts {
  return ofDomain(({ emailDomain: { names } }) =>
    names.known ? (pick(names) ?? unknown('lookup_failed')) : notFoundOut(names),
  )
}

function ofRegistration(
  pick: (registration: DomainRegistration, input: SignalInput) => SignalValue,
): Facts {
  return ofDomain(({ emailDomain: { registration } }, input) =>
    registration.known ? pick(registration, input) : notFoundOut(registration),
  )
}

/** Without an email address there is no domain to ask about. */
function ofDomain(compute: (outside: Outside, input: SignalInput) => SignalValue): Facts {
  return {
    privacy: 'none',
    reads: ['email_domain'],
    compute(input) {
      const { email_domain: email } = input.readings
      return email.known ? compute(input.outside, input) : unknown(email.reason)
    },
  }
}

function ofScore(provider: ScoreProviderName, pick: (score: ScoreFacts) => SignalValue): Facts {
  return {
    privacy: 'pseudonymous',
    reads: [],
    compute({ outside: { scores } }) {
      const score = scores[provider]
      return score.known ? pick(score) : notFoundOut(score)
    },
  }
}

function notFoundOut({ reason }: NotFoundOut): SignalValue {
  return unknown(reason)
}
