import type { SignalValue } from '@gatehouse/contract'
import { rounded } from '../rounded.ts'
import { unknown } from '../unknown-reason.ts'
import type { WindowSignalDefinition } from './window-signal.ts'

const ORDERS = 'velocity.orders_by_account_30d'
const AMOUNT = 'velocity.amount_by_account_30d'
/** Cents, for nearly all currencies. */
const AMOUNT_DECIMALS = 2
const RATIO_DECIMALS = 4

/** What a customer usually spends: 300 is much for one who buys for 20, and nothing for another. */
export const usualAmountSignals: readonly WindowSignalDefinition[] = [
  {
    name: 'velocity.mean_amount_by_account_30d',
    type: 'double',
    doc: 'Mean amount, in the currency of the shop, of the orders of this account in the last 30 days, this event not counted; unknown where there is none.',
    privacy: 'pseudonymous',
    from: [AMOUNT, ORDERS],
    compute([amount, orders]): SignalValue {
      if (typeof amount !== 'number') return amount ?? unknown('not_sent')
      if (typeof orders !== 'number') return orders ?? unknown('not_sent')
      return orders < 1 ? unknown('too_few_orders') : rounded(amount / orders, AMOUNT_DECIMALS)
    },
  },
  {
    name: 'velocity.amount_to_mean_by_account_30d',
    type: 'double',
    doc: 'Amount of this order over the mean amount of the orders of this account in the last 30 days; unknown where there is none.',
    privacy: 'pseudonymous',
    from: ['order.amount', 'velocity.mean_amount_by_account_30d'],
    compute([amount, mean]): SignalValue {
      if (typeof amount !== 'number') return amount ?? unknown('not_sent')
      if (typeof mean !== 'number') return mean ?? unknown('not_sent')
      return mean > 0 ? rounded(amount / mean, RATIO_DECIMALS) : unknown('not_applicable')
    },
  },
]
