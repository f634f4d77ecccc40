import {
  CARD_BRANDS,
  DEVICE_CLASSES,
  FEED_KINDS,
  IP_KINDS,
  NOT_KNOWN_REASONS,
  PHONE_LINE_TYPES,
  PLACE_PRECISIONS,
  USER_AGENT_KINDS,
  type Reference,
} from '@gatehouse/contract'
import fc from 'fast-check'
import { PERSONAL_MARK } from './arbitrary-event.ts'

const known = fc.constant(true as const)
const notKnown = fc.record({
  known: fc.constant(false as const),
  reason: fc.constantFrom(...NOT_KNOWN_REASONS),
})
const orNot = <Answer>(answer: fc.Arbitrary<Answer>) =>
  fc.oneof({ weight: 3, arbitrary: answer }, { weight: 1, arbitrary: notKnown })
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null })

const country = fc.constantFrom('DE', 'US', 'GB', 'JP')
const word = fc.string({ minLength: 1, maxLength: 8 })
const personal = word.map((text) => `${PERSONAL_MARK}${text}`)
const point = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
})
const place = orNot(
  fc.record({
    known,
    point,
    precision: fc.constantFrom(...PLACE_PRECISIONS),
    country,
    region: orNull(word),
    city: orNull(word),
    postcode: orNull(personal),
  }),
)
const check = orNot(fc.record({ known, result: fc.constantFrom('match', 'partial', 'mismatch') }))
const distanceKm = fc.double({ min: 0, max: 20_040, noNaN: true })

const answers = fc.record({
  ip: orNot(
    fc.record({
      known,
      address: personal,
      version: fc.constantFrom(4 as const, 6 as const),
      kind: fc.constantFrom(...IP_KINDS),
      location: place,
      autonomousSystem: orNot(
        fc.record({ known, number: fc.nat(), name: fc.string(), hosting: fc.boolean() }),
      ),
      anonymity: orNot(
        fc.record({
          known,
          kinds: fc.subarray([...FEED_KINDS]),
          checked: fc.subarray([...FEED_KINDS]),
        }),
      ),
    }),
  ),
  place,
  distance: orNot(
    fc.record({
      known,
      km: distanceKm,
      miles: distanceKm,
      precision: fc.constantFrom(...PLACE_PRECISIONS),
    }),
  ),
  email: orNot(
    fc.record({
      known,
      address: personal,
      localPart: personal,
      domain: word,
      registrableDomain: orNull(word),
      topLevelDomain: word,
      topLevelCountry: orNull(country),
      isFree: fc.boolean(),
      isDisposable: fc.boolean(),
      isRole: fc.boolean(),
      hasPlusTag: fc.boolean(),
      normalised: personal,
      shape: fc.record({
        length: fc.nat(64),
        digitCount: fc.nat(64),
        trailingDigitCount: fc.nat(64),
        entropyBits: fc.double({ min: 0, max: 6, noNaN: true }),
        looksRandom: fc.boolean(),
      }),
    }),
  ),
  phone: orNot(
    fc.record({
      known,
      valid: fc.boolean(),
      e164: personal,
      country: orNull(country),
      lineType: orNull(fc.constantFrom(...PHONE_LINE_TYPES)),
    }),
  ),
  userAgent: orNot(
    fc.record({
      known,
      kind: fc.constantFrom(...USER_AGENT_KINDS),
      device: fc.constantFrom(...DEVICE_CLASSES),
      browser: orNull(word),
      browserMajor: orNull(fc.nat(200)),
      system: orNull(word),
    }),
  ),
  avs: fc.record({ street: check, postcode: check }),
  cvv: check,
  card: orNot(
    fc.record({
      known,
      brand: orNull(fc.constantFrom(...CARD_BRANDS)),
      issuer: orNot(
        fc.record({
          known,
          country: orNull(country),
          name: orNull(word),
          funding: orNull(fc.constantFrom('credit', 'debit', 'prepaid', 'charge')),
        }),
      ),
    }),
  ),
  country: orNot(
    fc.record({
      known,
      code: country,
      name: word,
      continent: fc.constantFrom('EU', 'NA'),
      inEuropeanUnion: fc.boolean(),
      centroid: orNull(point),
      languages: fc.subarray(['de', 'en', 'ja']),
    }),
  ),
  acceptLanguage: orNot(
    fc.record({
      known,
      preferences: fc.array(
        fc.record({
          tag: word,
          language: fc.constantFrom('de', 'en', 'fr'),
          region: orNull(country),
          quality: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        { maxLength: 3 },
      ),
    }),
  ),
  sanctions: orNot(
    fc.record({
      known,
      score: fc.double({ min: 0, max: 1, noNaN: true }),
      entry: orNull(word),
      isOfCountry: orNull(fc.boolean()),
    }),
  ),
  localTime: orNot(
    fc.record({
      known,
      hour: fc.nat(23),
      weekday: fc.nat(6),
      precision: fc.constantFrom('zone', 'nearest_zone', 'solar'),
    }),
  ),
})

/** Reference data that has one answer, any that its type allows, to every question of a kind. */
export const arbitraryReference: fc.Arbitrary<Reference> = answers.map((given) => ({
  versions: { combined: 'arbitrary', sources: [] },
  ip: () => given.ip,
  place: () => given.place,
  distance: () => given.distance,
  email: () => given.email,
  phone: () => given.phone,
  userAgent: () => given.userAgent,
  avs: () => given.avs,
  cvv: () => given.cvv,
  card: () => given.card,
  country: () => given.country,
  acceptLanguage: () => given.acceptLanguage,
  sanctions: () => given.sanctions,
  localTime: () => given.localTime,
  close() {},
}))
