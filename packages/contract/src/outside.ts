/**
 * What was learned by asking somebody outside: the DNS, registries, score services. The gate never
 * waits for them; what is not here when it decides is not known, with the reason. Only types and
 * literal tables.
 */

/**
 * Why an answer from outside is not there.
 * - `not_configured`: the operator has not allowed or set up the look-up.
 * - `late`: it is asked for; the order is scored again when the answer arrives.
 * - `lookup_failed`: nobody could say: no answer in time, a failure, a refusal, a limit.
 * - `redacted`: whoever was asked keeps it back (a redacted date).
 * - `not_registered`: the registry knows no such domain.
 * - `not_supported`: there is nobody to ask: a top-level domain without RDAP.
 * - `not_kept`: the shop keeps no personal data that could be sent later (`privacy: minimal`).
 */
export const OUTSIDE_REASONS = [
  'not_configured',
  'late',
  'lookup_failed',
  'redacted',
  'not_registered',
  'not_supported',
  'not_kept',
] as const
export type OutsideReason = (typeof OUTSIDE_REASONS)[number]

export interface NotFoundOut {
  readonly known: false
  readonly reason: OutsideReason
}

/** What the DNS says about the domain of an email address. `null`: nobody could say. */
export interface DomainNames {
  readonly known: true
  readonly exists: boolean | null
  /** It has an IPv4 or IPv6 address of its own. */
  readonly resolves: boolean | null
  /** It has a mail host, or an address that mail goes to; a null MX (RFC 7505) has neither. */
  readonly acceptsMail: boolean | null
}

/** What the registry says about the registrable domain. `null`: it keeps that back. */
export interface DomainRegistration {
  readonly known: true
  /** Milliseconds since the epoch. */
  readonly registeredAtMs: number | null
  /** ISO 3166-1 alpha-2 of the registrant. */
  readonly country: string | null
}

export interface DomainFacts {
  readonly names: DomainNames | NotFoundOut
  readonly registration: DomainRegistration | NotFoundOut
}

/** Score services that an adapter exists for. */
export const SCORE_PROVIDERS = ['minfraud', 'http'] as const
export type ScoreProviderName = (typeof SCORE_PROVIDERS)[number]

export interface ScoreFacts {
  readonly known: true
  /** 0 to 100, high is bad. */
  readonly riskScore: number
  /** 0 to 100: the risk of the IP address alone; `null` where the service does not say. */
  readonly ipRisk: number | null
}
export type ScoreAnswer = ScoreFacts | NotFoundOut

/** How far an address is known, from the best. */
export const ADDRESS_PRECISIONS = ['building', 'street', 'postcode', 'city', 'none'] as const
export type AddressPrecision = (typeof ADDRESS_PRECISIONS)[number]

/** `null`: the service does not say. */
export interface AddressFacts {
  readonly known: true
  readonly exists: boolean
  readonly precision: AddressPrecision | null
  readonly isResidential: boolean | null
  /** In the words of the service. */
  readonly building: string | null
}

export interface PhoneLineFacts {
  readonly known: true
  readonly isReachable: boolean
}

export interface PersonFacts {
  readonly known: true
  readonly isFound: boolean
}

export interface LookupFacts {
  readonly address: AddressFacts
  readonly phone: PhoneLineFacts
  readonly person: PersonFacts
}
export type LookupName = keyof LookupFacts
export const LOOKUP_NAMES = ['address', 'phone', 'person'] as const satisfies LookupName[]

/** `null`: the event does not carry what would be asked about. */
export type Lookups = {
  readonly [Name in LookupName]: LookupFacts[Name] | NotFoundOut | null
}

/** What became of something that the shopper was asked to do; `none`: nothing was handed in. */
export type ChallengeWord = 'none' | 'passed' | 'failed' | 'unchecked'

export interface ChallengeFacts {
  readonly captcha: ChallengeWord
  readonly silentCaptcha: ChallengeWord
  /** 0 to 1, high is bad; `null`: the provider gave none. */
  readonly captchaRisk: number | null
  readonly otp: ChallengeWord
}

export const NO_CHALLENGES: ChallengeFacts = Object.freeze({
  captcha: 'none',
  silentCaptcha: 'none',
  captchaRisk: null,
  otp: 'none',
})

/** Everything from outside about one event. */
export interface Outside {
  readonly emailDomain: DomainFacts
  readonly scores: Readonly<Record<ScoreProviderName, ScoreAnswer>>
  readonly lookups: Lookups
  /** `null`: nobody looked. */
  readonly challenges: ChallengeFacts | null
}

const NOT_CONFIGURED: NotFoundOut = Object.freeze({ known: false, reason: 'not_configured' })

/** Where nothing outside is ever asked. */
export const NOTHING_OUTSIDE: Outside = Object.freeze({
  emailDomain: Object.freeze({ names: NOT_CONFIGURED, registration: NOT_CONFIGURED }),
  scores: Object.freeze({ minfraud: NOT_CONFIGURED, http: NOT_CONFIGURED }),
  lookups: Object.freeze({
    address: NOT_CONFIGURED,
    phone: NOT_CONFIGURED,
    person: NOT_CONFIGURED,
  }),
  challenges: NO_CHALLENGES,
})
