import { timeOfId, type StoredCustomer, type StoredCustomerChange } from '@gatehouse/store'
import type { AccountStanding } from '@gatehouse/contract'
import type { Known } from './customer-book.ts'

/** What follows from all that is stored of a customer. */
export interface KnownCustomer extends Known {
  /** The line that made the account what it is; `null`: it was never anything but open. */
  readonly standingBy: StoredCustomerChange | null
  /** The line that restored the ranking; `null`: it counts. */
  readonly restoredBy: StoredCustomerChange | null
}

const STANDINGS = { blocked: 'blocked', closed: 'closed', opened: 'open' } as const

/**
 * The newest line says what the account is. A ranking is restored by a line that is newer than
 * what left it: about the customer as a whole, or about the very order. What restores an order
 * opens the account as well, if that order had it blocked.
 */
export function knownCustomer({ ranking, changes }: StoredCustomer): KnownCustomer {
  let standing: AccountStanding = 'open'
  let standingBy: StoredCustomerChange | null = null
  let restoredBy: StoredCustomerChange | null = null
  for (const line of changes) {
    const { change, orderId } = line
    if (change === 'restored') {
      if (orderId !== null && orderId === standingBy?.orderId) {
        standing = 'open'
        standingBy = line
      }
      const isAbout = orderId === null || orderId === ranking?.orderId
      if (ranking !== null && isAbout && line.id >= ranking.asOf) restoredBy = line
    } else if (change !== 'reported') {
      // Two orders at once: the one that asks for less did not know of the other.
      if (change === 'blocked' && standing === 'closed' && line.changedBy === null) continue
      standing = STANDINGS[change]
      standingBy = line
    }
  }
  return {
    trust: ranking?.trust ?? null,
    asOfMs: ranking === null ? 0 : timeOfId(ranking.asOf),
    isRestored: restoredBy !== null,
    standing,
    standingBy,
    restoredBy,
  }
}
