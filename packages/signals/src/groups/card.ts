import type { Unknown } from '@gatehouse/contract'
import { elapsedDays } from '../age.ts'
import { from, same, sent } from '../answer.ts'
import { fullName, sameName } from '../person-name.ts'
import type { SignalDefinition, SignalInput } from '../signal.ts'
import { NOT_SENT, unknown } from '../unknown-reason.ts'

/**
 * The card and what its bank said of it. A check that the bank does not offer is unknown with
 * `not_supported`, never a mismatch.
 */
export const cardSignals: readonly SignalDefinition[] = [
  {
    name: 'card.avs_postcode',
    type: 'string',
    doc: 'What the bank says of the postcode: `match`, `partial` or `mismatch`.',
    privacy: 'none',
    reads: ['avs'],
    compute: ({ readings: { avs } }) => avsPart(avs, 'postcode'),
  },
  {
    name: 'card.avs_street',
    type: 'string',
    doc: 'What the bank says of the street line: `match`, `partial` or `mismatch`.',
    privacy: 'none',
    reads: ['avs'],
    compute: ({ readings: { avs } }) => avsPart(avs, 'street'),
  },
  {
    name: 'card.cvv',
    type: 'string',
    doc: 'What the bank says of the security code: `match` or `mismatch`.',
    privacy: 'none',
    reads: ['cvv'],
    compute: ({ readings }) => from(readings.cvv, ({ result }) => result),
  },
  {
    name: 'card.brand',
    type: 'string',
    doc: '`visa`, `mastercard` ...: as the processor says, else by the first digits.',
    privacy: 'none',
    reads: ['card'],
    compute: ({ event, readings }) =>
      event.credit_card?.brand ?? from(readings.card, ({ brand }) => brand),
  },
  {
    name: 'card.issuer_id_number',
    type: 'string',
    doc: 'First six or eight digits of the card: the issuer and its product, no single card.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.credit_card?.issuer_id_number),
  },
  {
    name: 'card.issuer_country',
    type: 'string',
    doc: 'Country of the issuer, ISO 3166-1 alpha-2: as sent, else by the table of issuers.',
    privacy: 'none',
    reads: ['card'],
    compute: issuerCountry,
  },
  {
    name: 'card.issuer_country_matches_billing',
    type: 'bool',
    doc: 'The card was issued in the country of the billing address.',
    privacy: 'none',
    reads: ['card'],
    compute: (input) => same(sent(input.event.billing?.country), issuerCountry(input)),
  },
  {
    name: 'card.issuer_country_matches_ip',
    type: 'bool',
    doc: 'The card was issued in the country that the IP address is in.',
    privacy: 'none',
    reads: ['card', 'ip_place'],
    compute(input) {
      const { ip_place: place } = input.readings
      return place.known ? same(issuerCountry(input), place.country) : unknown(place.reason)
    },
  },
  {
    name: 'card.funding',
    type: 'string',
    doc: '`credit`, `debit`, `prepaid` or `charge`: as sent, else by the table of issuers.',
    privacy: 'none',
    reads: ['card'],
    compute({ event, readings }) {
      const funding = event.credit_card?.funding
      if (funding !== undefined && funding !== 'unknown') return funding
      return from(readings.card, ({ issuer }) => from(issuer, ({ funding }) => funding))
    },
  },
  {
    name: 'card.is_virtual',
    type: 'bool',
    doc: 'The card exists only as a number.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.credit_card?.is_virtual),
  },
  {
    name: 'card.known_days',
    type: 'double',
    doc: 'Days since the shop first saw this card, to 0.0001.',
    privacy: 'none',
    reads: [],
    compute: (input) => elapsedDays(input, input.event.credit_card?.first_seen_at),
  },
  {
    name: 'card.holder_matches_billing',
    type: 'bool',
    doc: 'The name on the card is the billing name, order of the words aside.',
    privacy: 'none',
    reads: [],
    compute({ event: { credit_card: card, billing } }) {
      return sameName(card?.holder_name?.trim() || null, fullName(billing)) ?? NOT_SENT
    },
  },
]

function avsPart(avs: SignalInput['readings']['avs'], part: 'street' | 'postcode') {
  return 'known' in avs ? NOT_SENT : from(avs[part], ({ result }) => result)
}

function issuerCountry({ event, readings: { card } }: SignalInput): string | Unknown {
  if (event.credit_card?.country) return event.credit_card.country
  if (!card.known) return unknown(card.reason)
  if (!card.issuer.known) return unknown(card.issuer.reason)
  return card.issuer.country ?? unknown('not_in_reference_data')
}
