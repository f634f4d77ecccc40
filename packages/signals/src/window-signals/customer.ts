import type { SignalValue } from '@gatehouse/contract'
import type { WindowSignalDefinition } from './window-signal.ts'

const ENTITIES = ['account', 'email', 'card'] as const

/** Who is known from before: an attack comes from people whom nobody has seen. */
export const knownCustomerSignals: readonly WindowSignalDefinition[] = [
  {
    name: 'customer.is_known',
    type: 'bool',
    doc: 'The account, email address or card has ordered before: more than a day and less than 90 days ago by our own events, or the shop says so of an account that is over a day old; and there was no dispute. False where nothing says so.',
    privacy: 'pseudonymous',
    from: [
      ...ENTITIES.flatMap((by) => [`velocity.orders_by_${by}_90d`, `velocity.orders_by_${by}_24h`]),
      'velocity.disputes_by_email_90d',
      'velocity.disputes_by_card_90d',
      'account.orders_count',
      'account.age_days',
      'account.disputes_count',
    ],
    compute(values) {
      const counts = values.map(numberOf)
      const [byEmail = 0, byCard = 0, orders = 0, ageDays = 0, disputes = 0] = counts.slice(6)
      if (byEmail + byCard + disputes > 0) return false
      if (orders >= 1 && ageDays >= 1) return true
      // What was ordered within a day may be the attack itself.
      return ENTITIES.some((_by, at) => (counts[2 * at] ?? 0) > (counts[2 * at + 1] ?? 0))
    },
  },
]

function numberOf(value: SignalValue): number {
  return typeof value === 'number' ? value : 0
}
