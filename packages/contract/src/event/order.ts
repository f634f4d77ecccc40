import { Type, type Static } from 'typebox'
import {
  amount,
  AMOUNT_MAX,
  block,
  count,
  currencyCode,
  flag,
  optionalId,
  listOf,
  oneOf,
  personalId,
  personalText,
  quantity,
  text,
} from '../schema.ts'
import { headerOf } from './header.ts'
import { behaviourSchema, deviceSchema, sessionSchema } from './device.ts'
import { creditCardSchema, paymentSchema } from './payment.ts'
import {
  accountSchema,
  billingSchema,
  emailSchema,
  sellerSchema,
  shippingSchema,
} from './person.ts'

/** Items of a cart; the largest carts of wholesale shops have some hundreds of lines. */
export const CART_ITEMS_MAX = 1000
export const CUSTOM_INPUTS_MAX = 100

const COUPONS_MAX = 20

export const orderSchema = block(
  {
    amount: amount('Total of the order, in `currency`.'),
    currency: currencyCode(),
    discount_code: text('Discount code; several are separated by commas.'),
    affiliate_id: optionalId('The affiliate that the order came through.'),
    subaffiliate_id: optionalId('The sub-affiliate that the order came through.'),
    referrer_uri: personalText('Absolute URI of the referring site.', 1024),
    is_gift: flag('Marked as a gift.'),
    has_gift_message: flag('A gift message is included.'),
    tax_amount: amount('Tax contained in or added to the total.'),
    shipping_amount: amount('What the delivery costs.'),
    discount_amount: amount('What was taken off.'),
    coupons: listOf(text('A coupon code.', 128), COUPONS_MAX, 'Coupons that were redeemed.'),
    channel: oneOf(
      ['web', 'app', 'phone', 'in_store', 'marketplace', 'social', 'api', 'other'],
      'Where the order was taken.',
    ),
    delivery_method: text("The shop's name of the delivery method.", 128),
    is_b2b: flag('A business buys.'),
    is_preorder: flag('Goods that cannot ship yet.'),
    is_subscription: flag('Part of a subscription.'),
    note: personalText('What the customer wrote to the shop.', 1024),
  },
  'The order.',
)
export type Order = Static<typeof orderSchema>

export const cartItemSchema = block(
  {
    item_id: optionalId("The shop's id of the item."),
    category: text('Category of the item.'),
    quantity: count('How many.', AMOUNT_MAX),
    price: amount('Price of one, in `order.currency`.'),
    sku: optionalId('Stock keeping unit, where it is not `item_id`.'),
    name: text('Name of the item.'),
    brand: text('Brand of the item.', 128),
    seller_id: personalId('Seller of this item on a marketplace.'),
    high_resale: flag('Easily sold on: phones, consoles, gift cards.'),
    is_digital: flag('Delivered at once, as a file or a code.'),
    is_gift_card: flag('Is money by another name.'),
    weight_grams: quantity('Weight of one.', 1e9),
  },
  'One line of the cart.',
)
export type CartItem = Static<typeof cartItemSchema>

/** Signals of the shop's own making: `custom.NAME` in rules. */
export const customInputsSchema = Type.Record(
  Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$' }),
  Type.Union([
    Type.Boolean(),
    Type.Number({ minimum: -1e14, maximum: 1e14 }),
    Type.String({ maxLength: 255 }),
  ]),
  {
    additionalProperties: false,
    maxProperties: CUSTOM_INPUTS_MAX,
    description: 'Values of the shop’s own making: true or false, a number, or a text.',
    'x-personal': 'texts',
  },
)
export type CustomInputs = Static<typeof customInputsSchema>

/** The blocks that any event may carry: minFraud's, then ours. */
export const sharedBlocks = {
  device: deviceSchema,
  account: accountSchema,
  email: emailSchema,
  billing: billingSchema,
  shipping: shippingSchema,
  payment: paymentSchema,
  credit_card: creditCardSchema,
  order: orderSchema,
  shopping_cart: listOf(cartItemSchema, CART_ITEMS_MAX, 'The items, one entry for each line.'),
  custom_inputs: customInputsSchema,
  session: sessionSchema,
  seller: sellerSchema,
  behaviour: behaviourSchema,
}

/** The same blocks, each optional, to be spread into the schema of another kind of event. */
export const optionalBlocks = Type.Partial(Type.Object(sharedBlocks)).properties

/**
 * An order, or any other transaction of minFraud's: every field of a minFraud v2 request is
 * accepted under its own name. Everything is optional, `event.type` too (`purchase`).
 *
 * Source: https://dev.maxmind.com/minfraud/api-documentation/requests
 */
export const orderEventSchema = block(
  { event: headerOf('order'), ...sharedBlocks },
  'An order as it arrives: a superset of the minFraud v2 transaction.',
)
export type OrderEvent = Static<typeof orderEventSchema>
