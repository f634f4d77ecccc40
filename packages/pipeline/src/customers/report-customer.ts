import type { Store, StoredRecord } from '@gatehouse/store'
import type { ShopRuntime } from '../runtime.ts'
import { accountOfWindow, accountText } from './account-key.ts'
import { TRUST_OF_REFUSED } from './customer-note.ts'
import { knownCustomer } from './known-customer.ts'

export interface ReportCustomerParts {
  readonly store: { readonly customers: Pick<Store['customers'], 'find' | 'report' | 'change'> }
  runtime(shopId: string): ShopRuntime | undefined
  reloadCustomers?(accounts: readonly string[]): Promise<void>
  nowMs(): number
  newId(atMs: number): string
}

const NO_RULES = { thresholds: { submit_to_processor: 0 } }

/**
 * An order turned out to be fraud, or none. Fraud speaks against the customer, whatever they ordered
 * since; that it was none restores the ranking that this order had left, if it was a bad one.
 */
export async function reportCustomer(
  parts: ReportCustomerParts,
  order: Pick<StoredRecord, 'id' | 'shopId' | 'window'>,
  isFraud: boolean,
): Promise<void> {
  const key = accountOfWindow(order.window)
  if (key === null) return
  const { customers } = parts.store
  const { shopId, id: orderId } = order
  const account = accountText(key)
  const [stored] = await customers.find([account])
  const { ranking, changes } = stored!
  const about = changes.filter((line) => line.orderId === orderId)
  const last = about.findLast(({ change }) => change === 'reported' || change === 'restored')
  // Begun again later, it finds what is done.
  if (last?.change === (isFraud ? 'reported' : 'restored')) return
  if (!isFraud && last === undefined) {
    const { thresholds } = parts.runtime(shopId)?.snapshots.order.ruleset ?? NO_RULES
    const isLow = ranking !== null && ranking.trust < thresholds.submit_to_processor
    // Whoever labels every good order would have a line written for each.
    const hasBlocked = about.some(({ id }) => id === knownCustomer(stored!).standingBy?.id)
    if (!hasBlocked && !(isLow && ranking.orderId === orderId)) return
  }
  const line = { id: parts.newId(parts.nowMs()), shopId, account, orderId }
  if (isFraud) {
    await customers.report({ ...line, trust: TRUST_OF_REFUSED })
  } else {
    await customers.change({ ...line, change: 'restored', by: null, note: '' })
  }
  await parts.reloadCustomers?.([account])
}
