/** What becomes of a customer's account or ranking besides what orders leave. */
export const CUSTOMER_CHANGES = ['blocked', 'closed', 'opened', 'restored', 'reported'] as const
export type CustomerChange = (typeof CUSTOMER_CHANGES)[number]

/** What a journal record says of the registered customer that it is about. */
export interface CustomerNote {
  /** The first 64 bits of the account's token as a signed decimal number. */
  readonly account: string
  /** The first decision about the order, or the record itself. */
  readonly orderId: string
  /** Trust that the order leaves behind, 0 to 100; absent: it says nothing. */
  readonly trust?: number
  readonly change?: CustomerChange
  /** The name of a key; absent: a decision. */
  readonly by?: string
  readonly note?: string
}

/** A line of the log of a customer. */
export interface StoredCustomerChange {
  /** A UUID v7: says when, and of two the greater one came later. */
  readonly id: string
  readonly account: string
  readonly change: CustomerChange
  /** The order that it is about; `null`: the customer as a whole. */
  readonly orderId: string | null
  /** `null`: a decision did it. */
  readonly changedBy: string | null
  readonly note: string
}

/** The trust that the newest order left. */
export interface StoredRanking {
  readonly account: string
  readonly trust: number
  /** Orders what is said of a customer: the order's first decision, or a report. */
  readonly asOf: string
  /** The order's first decision. */
  readonly orderId: string
  /** The decision that says so. */
  readonly rulingId: string
}

export interface StoredCustomer {
  readonly account: string
  /** `null`: no order of this customer said anything. */
  readonly ranking: StoredRanking | null
  /** Oldest first; the newest thousand. */
  readonly changes: readonly StoredCustomerChange[]
}
