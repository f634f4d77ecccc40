/**
 * What the reference look-ups answer: the port that signals are computed through and that
 * `packages/reference` implements over local files. Only types and literal tables.
 *
 * One shape throughout: an answer is `known: true` with its fields, or `known: false` with the
 * reason. A single missing field inside a known answer is `null`. Nothing is ever `undefined`.
 */
import type { SanctionsFacts } from './sanctions.ts'

/**
 * Why a look-up has no answer.
 * - `malformed_input`: what was asked cannot be read (an address with five octets, an email
 *   without `@`).
 * - `not_in_reference_data`: readable, and the data has nothing about it.
 * - `not_routable`: a private, reserved or otherwise not globally routed IP address.
 * - `not_configured`: needs a table or feed that the operator has not supplied.
 * - `too_coarse`: an end of the distance is known only by country, or its city name is ambiguous.
 * - `not_supported`: the bank, the country or the scheme does not offer this check.
 */
export const NOT_KNOWN_REASONS = [
  'malformed_input',
  'not_in_reference_data',
  'not_routable',
  'not_configured',
  'too_coarse',
  'not_supported',
] as const
export type NotKnownReason = (typeof NOT_KNOWN_REASONS)[number]

export interface NotKnown {
  readonly known: false
  readonly reason: NotKnownReason
}

/** Degrees, WGS 84: latitude -90..90 (north positive), longitude -180..180 (east positive). */
export interface Point {
  readonly latitude: number
  readonly longitude: number
}

/**
 * How exact a point is, finest first.
 * - `postcode`: centroid of a full postcode (US ZIP, Canadian forward sortation area).
 * - `city`: the city's own point.
 * - `postcode_prefix`: centroid of a US three-digit ZIP prefix, up to some 100 km across.
 * - `ambiguous`: several far-apart cities of that name in the country; the point is one of them.
 * - `country`: the country's centroid. Good for a map, never for a distance.
 */
export const PLACE_PRECISIONS = [
  'postcode',
  'city',
  'postcode_prefix',
  'ambiguous',
  'country',
] as const
export type PlacePrecision = (typeof PLACE_PRECISIONS)[number]

/** A point on the map with the precision that travels with it. */
export interface Place {
  readonly known: true
  readonly point: Point
  readonly precision: PlacePrecision
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string
  /** State or province as the source writes it, or `null`. */
  readonly region: string | null
  readonly city: string | null
  readonly postcode: string | null
}
export type PlaceAnswer = Place | NotKnown

/** An address as far as it helps to find it on the map. Free text, any case. */
export interface PlaceQuery {
  /** ISO 3166-1 alpha-2; without it nothing is looked up. */
  readonly country: string | null
  /** Name, or the code used in addresses (`NY`, `New York`). */
  readonly region?: string | null
  readonly city?: string | null
  readonly postcode?: string | null
}

/** Great-circle distance between two places and the coarser precision of the two. */
export interface Distance {
  readonly known: true
  readonly km: number
  /** International miles, 1.609344 km. */
  readonly miles: number
  readonly precision: PlacePrecision
}
export type DistanceAnswer = Distance | NotKnown

/**
 * What kind of address it is, by the IANA special-purpose registries (RFC 6890). Only `global`
 * ones are looked up. `shared` is carrier-grade NAT (RFC 6598).
 */
export const IP_KINDS = [
  'global',
  'private',
  'loopback',
  'link_local',
  'shared',
  'documentation',
  'multicast',
  'unspecified',
  'reserved',
] as const
export type IpKind = (typeof IP_KINDS)[number]

export interface AutonomousSystem {
  readonly known: true
  /** AS number, for example 15169. */
  readonly number: number
  /** Name as announced, for example `Google LLC`; may be empty. */
  readonly name: string
  /**
   * True when the AS number is on the curated hosting list or its name says so; false means
   * "nothing says so", which is weaker than "an access provider".
   */
  readonly hosting: boolean
}
export type AutonomousSystemAnswer = AutonomousSystem | NotKnown

/** What an operator-supplied address feed can say about an address. */
export const FEED_KINDS = [
  'tor_exit',
  'vpn',
  'public_proxy',
  'residential_proxy',
  'hosting',
  'relay',
] as const
export type FeedKind = (typeof FEED_KINDS)[number]

export interface AnonymityFacts {
  readonly known: true
  /** Kinds of the feeds that contain the address. */
  readonly kinds: readonly FeedKind[]
  /** Kinds that some configured feed covers: absence from `kinds` means "no" only for these. */
  readonly checked: readonly FeedKind[]
}
/** `not_configured` when the operator supplied no feed at all. */
export type AnonymityAnswer = AnonymityFacts | NotKnown

export interface IpFacts {
  readonly known: true
  /** Canonical text (RFC 5952); IPv4-mapped IPv6 is written as IPv4. */
  readonly address: string
  readonly version: 4 | 6
  readonly kind: IpKind
  /** Precision is `city` or `country`. */
  readonly location: PlaceAnswer
  readonly autonomousSystem: AutonomousSystemAnswer
  readonly anonymity: AnonymityAnswer
}
/** `malformed_input` is the only reason at the top: a private address is known to be private. */
export type IpAnswer = IpFacts | NotKnown

export interface LocalPartShape {
  /** Characters before the `@`, plus-tag left out. */
  readonly length: number
  readonly digitCount: number
  /** Digits at the very end, as in `anna1987`: 4. */
  readonly trailingDigitCount: number
  /** Shannon entropy of its characters, bits per character. */
  readonly entropyBits: number
  /** Its letters do not read like a name or word; see `email-shape.ts` for the rule. */
  readonly looksRandom: boolean
}

export interface EmailFacts {
  readonly known: true
  /** As given before the `@` (trimmed), domain in lower-case ASCII (IDNA A-labels). */
  readonly address: string
  readonly localPart: string
  readonly domain: string
  /** `example.co.uk` of `mail.example.co.uk`; `null` for an address literal or a bare suffix. */
  readonly registrableDomain: string | null
  /** Last label, for example `com`. */
  readonly topLevelDomain: string
  /** ISO 3166-1 alpha-2 of a country top-level domain, else `null`. `uk` is `GB`. */
  readonly topLevelCountry: string | null
  /** A public mailbox provider (gmail.com, gmx.de). */
  readonly isFree: boolean
  /** A throw-away mailbox provider, by the domain or any parent of it. */
  readonly isDisposable: boolean
  /** A function, not a person: `info@`, `sales@`. */
  readonly isRole: boolean
  readonly hasPlusTag: boolean
  /** One spelling per mailbox: lower case, plus-tag off, Gmail dots off. For tokens, not for mail. */
  readonly normalised: string
  readonly shape: LocalPartShape
}
export type EmailAnswer = EmailFacts | NotKnown

export const PHONE_LINE_TYPES = [
  'mobile',
  'fixed_line',
  'fixed_line_or_mobile',
  'voip',
  'toll_free',
  'premium_rate',
  'shared_cost',
  'personal',
  'pager',
  'other',
] as const
export type PhoneLineType = (typeof PHONE_LINE_TYPES)[number]

export interface PhoneFacts {
  readonly known: true
  /** A number that the country's numbering plan allots. */
  readonly valid: boolean
  /** `+` and at most 15 digits (ITU-T E.164). */
  readonly e164: string
  /** ISO 3166-1 alpha-2; `null` for a number of no country, as +800. */
  readonly country: string | null
  /** `null` when the plan does not tell (North America: `fixed_line_or_mobile`) or not valid. */
  readonly lineType: PhoneLineType | null
}
export type PhoneAnswer = PhoneFacts | NotKnown

/**
 * Who sends the request. `library` is an HTTP client (curl, python-requests), `headless` an
 * automated browser that says so, `robot` a crawler or monitor.
 */
export const USER_AGENT_KINDS = ['browser', 'app', 'robot', 'library', 'headless', 'other'] as const
export type UserAgentKind = (typeof USER_AGENT_KINDS)[number]

export const DEVICE_CLASSES = ['desktop', 'mobile', 'tablet', 'tv', 'console', 'other'] as const
export type DeviceClass = (typeof DEVICE_CLASSES)[number]

export interface UserAgentFacts {
  readonly known: true
  readonly kind: UserAgentKind
  readonly device: DeviceClass
  /** `chrome`, `safari`, `firefox`, `edge`, `samsung`, `opera` ...; `null` when not recognised. */
  readonly browser: string | null
  readonly browserMajor: number | null
  /** `windows`, `macos`, `ios`, `android`, `linux`, `chromeos`; `null` when not recognised. */
  readonly system: string | null
}
/** An empty text is `malformed_input`. */
export type UserAgentAnswer = UserAgentFacts | NotKnown

/** `partial`: the bank compared it and only part of it agreed (five of nine digits of a ZIP). */
export type CardCheck = 'match' | 'partial' | 'mismatch'

export interface CardCheckKnown {
  readonly known: true
  readonly result: CardCheck
}
/** `not_supported`: the bank or country does not do it. A mismatch is never inferred from that. */
export type CardCheckAnswer = CardCheckKnown | NotKnown

/** Address verification: street line and postcode are judged apart. */
export interface AvsFacts {
  readonly street: CardCheckAnswer
  readonly postcode: CardCheckAnswer
}

export const CARD_BRANDS = [
  'visa',
  'mastercard',
  'american_express',
  'discover',
  'diners_club',
  'jcb',
  'unionpay',
  'maestro',
  'mir',
  'rupay',
  'elo',
  'hipercard',
  'troy',
  'dankort',
  'verve',
  'uatp',
] as const
export type CardBrand = (typeof CARD_BRANDS)[number]

export interface IssuerFacts {
  readonly known: true
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null
  readonly name: string | null
  /** Funding, as the table says it. */
  readonly funding: 'credit' | 'debit' | 'prepaid' | 'charge' | null
}
/** `not_configured` without a BIN table of the operator's. */
export type IssuerAnswer = IssuerFacts | NotKnown

export interface CardFacts {
  readonly known: true
  /** By the prefix ranges; `null` for an unassigned range. */
  readonly brand: CardBrand | null
  readonly issuer: IssuerAnswer
}
/** A BIN is 6 to 8 digits; anything else is `malformed_input`. */
export type CardAnswer = CardFacts | NotKnown

export type Continent = 'AF' | 'AN' | 'AS' | 'EU' | 'NA' | 'OC' | 'SA'

export interface CountryFacts {
  readonly known: true
  /** ISO 3166-1 alpha-2, upper case. */
  readonly code: string
  readonly name: string
  readonly continent: Continent
  readonly inEuropeanUnion: boolean
  /** Centroid; `null` where the data has none. */
  readonly centroid: Point | null
  /** ISO 639-1 codes of the languages an average shopper there may have set; may be empty. */
  readonly languages: readonly string[]
}
export type CountryAnswer = CountryFacts | NotKnown

export interface LanguagePreference {
  /** The tag in lower case, `pt-br`. */
  readonly tag: string
  /** Primary language, `pt`. */
  readonly language: string
  /** ISO 3166-1 alpha-2 of the region subtag, or `null`. */
  readonly region: string | null
  /** 0 (excluded) to 1; the list is sorted by it. */
  readonly quality: number
}
export interface AcceptLanguageFacts {
  readonly known: true
  readonly preferences: readonly LanguagePreference[]
}
export type AcceptLanguageAnswer = AcceptLanguageFacts | NotKnown

/**
 * - `zone`: the only time zone of the country, daylight saving included.
 * - `nearest_zone`: the country has several; the one whose reference longitude is nearest: off by
 *   one hour near a border.
 * - `solar`: from the longitude alone: off by up to two hours, three in western China.
 */
export type LocalTimePrecision = 'zone' | 'nearest_zone' | 'solar'

export interface LocalTimeFacts {
  readonly known: true
  /** 0..23. */
  readonly hour: number
  /** 0 (Sunday) to 6, the local day. */
  readonly weekday: number
  readonly precision: LocalTimePrecision
}
export type LocalTimeAnswer = LocalTimeFacts | NotKnown

/** One data source behind the answers. */
export interface ReferenceSource {
  /** `asn`, `dbip_city`, `cities` ..., or `feed:NAME` for an operator's file. */
  readonly id: string
  /** Package version, file digest or build date: changes whenever the content does. */
  readonly version: string
  /** SPDX expression, or `operator` for a file that the operator supplied. */
  readonly licence: string
  /** The words that the licence wants shown; empty when none. */
  readonly attribution: string
}

export interface ReferenceVersions {
  /** Short text over all sources; goes into every decision (`versions.reference`). */
  readonly combined: string
  readonly sources: readonly ReferenceSource[]
}

/**
 * All look-ups over local reference data. Every method is synchronous, never throws for bad
 * input (any string is allowed, any length) and reads neither clock nor network: the same
 * question to the same `versions.combined` gives the same answer.
 */
/** `not_configured` without a list, `malformed_input` for a name of one word. */
export type SanctionsAnswer = SanctionsFacts | NotKnown

export interface Reference {
  readonly versions: ReferenceVersions
  ip(address: string): IpAnswer
  place(query: PlaceQuery): PlaceAnswer
  /** Pass answers as they are: an end that is unknown or too coarse gives the reason. */
  distance(from: PlaceAnswer, to: PlaceAnswer): DistanceAnswer
  email(address: string): EmailAnswer
  /** `defaultCountry` (ISO 3166-1 alpha-2) reads numbers without a leading `+`. */
  phone(number: string, defaultCountry: string | null): PhoneAnswer
  userAgent(text: string): UserAgentAnswer
  /** One-letter response of the processor, or Stripe's words. */
  avs(code: string): AvsFacts
  cvv(code: string): CardCheckAnswer
  /** First 6 to 8 digits of a card. */
  card(bin: string): CardAnswer
  /** ISO 3166-1 alpha-2, any case. */
  country(code: string): CountryAnswer
  acceptLanguage(header: string): AcceptLanguageAnswer
  sanctions(name: string, country: string | null): SanctionsAnswer
  /** Wall clock at the place at `atMs` (milliseconds since the epoch). */
  localTime(place: PlaceAnswer, atMs: number): LocalTimeAnswer
  /** Lets go of the tables. Look-ups after it throw. */
  close(): void
}
