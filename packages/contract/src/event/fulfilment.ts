import { Type, type Static } from 'typebox'
import {
  block,
  closed,
  optionalId,
  listOf,
  oneOf,
  personalText,
  quantity,
  text,
  time,
} from '../schema.ts'
import { typedHeaderOf } from './header.ts'
import { cartItemSchema, CART_ITEMS_MAX, optionalBlocks } from './order.ts'

/** 1,000 kg: heavier goods travel by freight and are not weighed as parcels. */
const PARCEL_GRAMS_MAX = 1e6
const PARCELS_MAX = 100

export const parcelSchema = block(
  {
    tracking_number: optionalId("The carrier's tracking number."),
    carrier: text('Carrier.', 64),
    weight_grams: quantity('Weight on the scale.', PARCEL_GRAMS_MAX),
    items: listOf(cartItemSchema, CART_ITEMS_MAX, 'What is inside.'),
  },
  'One parcel.',
)
export type Parcel = Static<typeof parcelSchema>

export const fulfilmentSchema = block(
  {
    status: oneOf(
      ['packed', 'shipped', 'in_transit', 'delivered', 'refused', 'lost', 'returned_to_sender'],
      'Where the goods are.',
    ),
    parcels: listOf(parcelSchema, PARCELS_MAX, 'The parcels.'),
    shipped_at: time('When the carrier took it.'),
    delivered_at: time('When it was delivered.'),
    delivered_to: oneOf(
      ['recipient', 'household', 'neighbour', 'pickup_point', 'safe_place'],
      'Who or what took it.',
    ),
    signed_by: personalText('Name of who signed.'),
    signature_ref: optionalId('Where the signature is kept: an id or file name, not the picture.'),
    photo_ref: optionalId('Where the photo is kept: an id or file name, not the picture.'),
    ip_address: Type.String({
      description: 'For digital goods: the address that downloaded them.',
      format: 'ip',
      maxLength: 45,
      'x-card-scan': 'exempt',
      'x-personal': true,
    }),
    downloaded_at: time('For digital goods: when they were downloaded.'),
  },
  'How the goods reached the customer: the proof that a dispute asks for.',
)
export type Fulfilment = Static<typeof fulfilmentSchema>

/** A parcel on its way, delivered or lost. */
export const fulfilmentEventSchema = closed(
  { event: typedHeaderOf('fulfilment'), fulfilment: fulfilmentSchema, ...optionalBlocks },
  { description: 'Goods are on their way, delivered or lost.' },
)
export type FulfilmentEvent = Static<typeof fulfilmentEventSchema>
