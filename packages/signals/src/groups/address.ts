import { from, sent } from '../answer.ts'
import type { SignalDefinition } from '../signal.ts'
import { NOT_SENT } from '../unknown-reason.ts'

/** The same facts about both addresses. Streets and names are compared, never given. */
export const billingSignals = addressSignals('billing')
export const shippingSignals = addressSignals('shipping')

function addressSignals(which: 'billing' | 'shipping'): readonly SignalDefinition[] {
  const placeRead = `${which}_place` as const
  const phoneRead = `${which}_phone` as const
  return [
    {
      name: `${which}.country`,
      type: 'string',
      doc: `Country of the ${which} address, ISO 3166-1 alpha-2.`,
      privacy: 'none',
      reads: [],
      compute: ({ event }) => sent(event[which]?.country),
    },
    {
      name: `${which}.region`,
      type: 'string',
      doc: `Subdivision of the ${which} address as it was sent: the ISO 3166-2 part, \`NY\`.`,
      privacy: 'none',
      reads: [],
      compute: ({ event }) => sent(event[which]?.region),
    },
    {
      name: `${which}.has_postcode`,
      type: 'bool',
      doc: `The ${which} address carries a postcode.`,
      privacy: 'none',
      reads: [],
      compute: ({ event }) => (event[which] ? Boolean(event[which].postal) : NOT_SENT),
    },
    {
      name: `${which}.is_place_known`,
      type: 'bool',
      doc: `The reference data finds the postcode or city of the ${which} address.`,
      privacy: 'none',
      reads: [placeRead],
      compute: ({ readings }) =>
        from(readings[placeRead], ({ precision }) => precision !== 'country'),
    },
    {
      name: `${which}.precision`,
      type: 'string',
      doc: `How exactly the ${which} address is located, from \`postcode\` to \`country\`.`,
      privacy: 'none',
      reads: [placeRead],
      compute: ({ readings }) => from(readings[placeRead], ({ precision }) => precision),
    },
    {
      name: `${which}.phone_is_valid`,
      type: 'bool',
      doc: `The ${which} phone number is one that its country's numbering plan allots.`,
      privacy: 'none',
      reads: [phoneRead],
      compute({ event: { [which]: address }, readings: { [phoneRead]: phone } }) {
        // A text that is no number is an invalid one; without a country that cannot be told.
        const canBeJudged = Boolean(address?.country ?? address?.phone_country_code)
        if (!phone.known && phone.reason === 'malformed_input' && canBeJudged) return false
        return from(phone, ({ valid }) => valid)
      },
    },
    {
      name: `${which}.phone_country`,
      type: 'string',
      doc: `Country of the ${which} phone number, ISO 3166-1 alpha-2.`,
      privacy: 'none',
      reads: [phoneRead],
      compute: ({ readings }) => from(readings[phoneRead], ({ country }) => country),
    },
    {
      name: `${which}.phone_line_type`,
      type: 'string',
      doc: `\`mobile\`, \`fixed_line\`, \`voip\` ... of the ${which} phone number.`,
      privacy: 'none',
      reads: [phoneRead],
      compute: ({ readings }) => from(readings[phoneRead], ({ lineType }) => lineType),
    },
    {
      name: `${which}.phone_country_matches`,
      type: 'bool',
      doc: `The ${which} phone number and the ${which} address are of the same country.`,
      privacy: 'none',
      reads: [phoneRead],
      compute({ event, readings }) {
        const country = event[which]?.country
        if (!country) return NOT_SENT
        return from(readings[phoneRead], (phone) =>
          phone.country === null ? null : phone.country === country,
        )
      },
    },
  ]
}
