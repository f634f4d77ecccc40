import { Type, type Static } from 'typebox'
import {
  amount,
  block,
  closed,
  count,
  currencyCode,
  flag,
  optionalId,
  listOf,
  oneOf,
  personalText,
} from '../schema.ts'
import { quantity, time } from '../schema.ts'
import { typedHeaderOf } from './header.ts'
import { CART_ITEMS_MAX, optionalBlocks } from './order.ts'

export const RETURN_REASONS = [
  'changed_mind',
  'wrong_size',
  'wrong_item',
  'not_as_described',
  'damaged',
  'defective',
  'not_received',
  'late',
  'empty_box',
  'unauthorized',
  'other',
] as const

const returnedItemSchema = closed({
  item_id: optionalId("The shop's id of the item."),
  quantity: Type.Optional(count('How many come back.')),
  amount: Type.Optional(amount('What is paid back for them.')),
  reason: Type.Optional(oneOf(RETURN_REASONS, 'Why this item comes back.')),
  is_exchange: Type.Optional(flag('Swapped for another of its kind: size M for size L.')),
  serial_number: Type.Optional(optionalId('Serial number of what came back.')),
})

export const returnSchema = block(
  {
    return_id: optionalId("The shop's id of the return or refund."),
    reason: oneOf(RETURN_REASONS, 'Why.'),
    reason_text: personalText('Why, in the words of the customer.', 1024),
    items: listOf(returnedItemSchema, CART_ITEMS_MAX, 'What comes back.'),
    amount: amount('What is to be paid back.'),
    currency: currencyCode('Currency of `amount`; `order.currency` when absent.'),
    is_exchange: flag('Goods for goods; no money moves.'),
    refund_method: oneOf(
      ['original_payment', 'store_credit', 'bank_transfer', 'cash', 'other'],
      'How the money goes back.',
    ),
    refund_id: optionalId(
      'Id of the refund at the processor; the same id twice is the same refund.',
    ),
    tracking_number: optionalId('Tracking number of the return parcel.'),
    outbound_weight_grams: quantity('What the parcel weighed on its way out.', 1e6),
    return_weight_grams: quantity('What it weighed on its way back.', 1e6),
    requested_at: time('When it was asked for.'),
    inspected: oneOf(['passed', 'failed', 'not_inspected'], 'What the inspection said.'),
  },
  'The return or refund.',
)
export type Return = Static<typeof returnSchema>

/** Goods are to come back, or money is. */
export const returnEventSchema = closed(
  { event: typedHeaderOf('return'), return: returnSchema, ...optionalBlocks },
  { description: 'Goods are to come back, or money is.' },
)
export type ReturnEvent = Static<typeof returnEventSchema>
