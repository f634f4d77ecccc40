import type { MinorAmount, OrderEvent, Parsed } from '@gatehouse/contract'
import { amountDue, toShopMinor } from './amount-due.ts'
import { readCart, type Cart } from './cart.ts'
import { foldedLines } from './folded-text.ts'
import { readForm, type Form } from './form-fields.ts'
import type { ShopSettings } from './shop-settings.ts'

/** What several signals would otherwise each work out for themselves, once per event. */
export interface Derived {
  /** When the event happened, milliseconds since the epoch. */
  readonly eventMs: number
  /** Total of the order in minor units of the shop's currency; `null` when no total was sent. */
  readonly orderTotal: MinorAmount | null
  /** What this event is over, likewise. */
  readonly due: MinorAmount | null
  /** Sum of the account's earlier orders, likewise. */
  readonly earlierTotal: MinorAmount | null
  /** `null` when no cart, or an empty one, was sent. */
  readonly cart: Cart | null
  /** Both lines of the shipping address in one spelling; `null` when neither was sent. */
  readonly shippingLines: string | null
  /** How the fields that signals ask for were filled in. */
  readonly form: Form
}

export function derive(event: Parsed<OrderEvent>, shop: ShopSettings): Derived {
  return {
    eventMs: Date.parse(event.event.time),
    orderTotal: toShopMinor(event.order?.amount, event.order?.currency, shop),
    due: amountDue(event, shop),
    earlierTotal: toShopMinor(event.account?.orders_amount, event.order?.currency, shop),
    cart: readCart(event.shopping_cart),
    shippingLines: foldedLines(event.shipping?.address, event.shipping?.address_2),
    form: readForm(event.behaviour?.fields),
  }
}
