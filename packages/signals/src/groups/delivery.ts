import { addressDifference } from '../address-difference.ts'
import { sent } from '../answer.ts'
import { isForwarderArea } from '../forwarder-areas.ts'
import { foldedLines } from '../folded-text.ts'
import { fullName, sameName } from '../person-name.ts'
import type { SignalDefinition } from '../signal.ts'
import { NOT_SENT, unknown } from '../unknown-reason.ts'

/**
 * Words by which firms that send parcels on to another country name themselves in an address.
 * Public names of the trade; a shop adds its own in a list.
 */
const FORWARDER =
  /\b(?:freight|forward(?:er|ing)|cargo|reship(?:per|ping)?|parcel hub|myus|shipito|stackry|planet express|borderlinx|viabox|qwintry|shopfans|aramex|comgateway|forward2me|tiptrans)\b/
/** Boxes where nobody lives: English, German, French, Spanish, Italian and Portuguese forms. */
const POST_BOX =
  /\b(?:p ?o ?box|post office box|postfach|packstation|boite postale|bp \d|apartado(?: postal)?|casella postale|caixa postal)\b/

/** How the goods travel and to whom, seen against who pays. */
export const deliverySignals: readonly SignalDefinition[] = [
  {
    name: 'shipping.differs_from_billing',
    type: 'bool',
    doc: 'Shipping and billing address are different places, spelling and abbreviations aside.',
    privacy: 'none',
    reads: [],
    compute({ event: { billing, shipping } }) {
      if (!billing || !shipping) return NOT_SENT
      const difference = addressDifference(billing, shipping)
      return difference === 'not_compared' ? unknown('not_compared') : difference === 'different'
    },
  },
  {
    name: 'shipping.name_differs_from_billing',
    type: 'bool',
    doc: 'The goods go to another name than the one that pays, order of the words aside.',
    privacy: 'none',
    reads: [],
    compute({ event: { billing, shipping } }) {
      const isSame = sameName(fullName(billing), fullName(shipping))
      return isSame === null ? NOT_SENT : !isSame
    },
  },
  {
    name: 'shipping.delivery_speed',
    type: 'string',
    doc: '`same_day`, `overnight`, `expedited` or `standard`.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.shipping?.delivery_speed),
  },
  {
    name: 'shipping.delivery_method',
    type: 'string',
    doc: '`carrier`, `pickup`, `locker`, `digital` or `freight`.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.shipping?.delivery_method),
  },
  {
    name: 'shipping.is_post_box',
    type: 'bool',
    doc: 'The shipping address names a post box or parcel locker.',
    privacy: 'none',
    reads: [],
    compute: ({ derived: { shippingLines: lines } }) =>
      lines === null ? NOT_SENT : POST_BOX.test(lines),
  },
  {
    name: 'shipping.names_forwarder',
    type: 'bool',
    doc: 'The shipping address names a freight forwarder; `false` is no proof of the contrary.',
    privacy: 'none',
    reads: [],
    compute({ event: { shipping }, derived: { shippingLines: lines } }) {
      const company = foldedLines(shipping?.company, undefined)
      if (company === null) return lines === null ? NOT_SENT : FORWARDER.test(lines)
      return FORWARDER.test(lines === null ? company : `${company} ${lines}`)
    },
  },
  {
    name: 'shipping.is_forwarder_area',
    type: 'bool',
    doc: 'The goods go to a place where freight forwarders have their halls: ordinary people live there too.',
    privacy: 'none',
    reads: [],
    compute: ({ event: { shipping } }) =>
      isForwarderArea(shipping?.country, shipping?.postal, shipping?.city) ?? NOT_SENT,
  },
]
