/** What a test says about an order; the rest is an ordinary one. */
export interface OrderFields {
  readonly eventId?: string
  readonly email?: string
  readonly ipAddress?: string
  readonly userId?: string
  readonly amount?: number
}

let made = 0

/** Everybody has an address of their own, all of one provider in Great Britain. */
function addressOf(number: number): string {
  return `81.2.${69 + (number >> 8)}.${number & 255}`
}

/** The body of `POST /v1/decisions` for an ordinary order; each one is an event of its own. */
export function orderOf(fields: OrderFields = {}): object {
  const number = ++made
  const address = {
    address: '1 High Street',
    city: 'Berlin',
    postal: '10115',
    country: 'DE',
  }
  return {
    event: { event_id: fields.eventId ?? `order-${number}`, transaction_id: `t-${number}` },
    device: { ip_address: fields.ipAddress ?? addressOf(number) },
    account: { user_id: fields.userId ?? `user-${number}` },
    email: { address: fields.email ?? `customer-${number}@example.com` },
    billing: address,
    shipping: address,
    order: { amount: fields.amount ?? 50, currency: 'EUR' },
  }
}
