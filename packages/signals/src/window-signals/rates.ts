import type { SignalValue } from '@gatehouse/contract'
import { ORDERS_FOR_RATE_MIN } from '../groups/account.ts'
import { unknown } from '../unknown-reason.ts'
import type { WindowSignalDefinition } from './window-signal.ts'

/** Of fewer attempts a share says nothing: two of three people mistype a digit now and then. */
export const ATTEMPTS_FOR_SHARE_MIN = 5

const here = {
  ip_1h: 'from this IP address in the last hour',
  session_1h: 'in this session in the last hour',
  device_24h: 'on this device in the last 24 hours',
  bin_10m: 'with cards of this issuer range in the last 10 minutes',
  amount_band_10m: 'of about this amount in the last 10 minutes',
  shop_10m: 'at the shop in the last 10 minutes',
} as const

/** Shares of two windows. */
export const rateSignals: readonly WindowSignalDefinition[] = [
  ...Object.entries(here).map(([by, words]) =>
    share(
      `velocity.failed_share_by_${by}`,
      `Share of the payment attempts ${words} that failed; unknown under ${ATTEMPTS_FOR_SHARE_MIN}.`,
      [`velocity.failed_payments_by_${by}`, `velocity.attempts_by_${by}`],
      ATTEMPTS_FOR_SHARE_MIN,
      'too_few_attempts',
    ),
  ),
  ...(['account', 'email'] as const).flatMap((by) =>
    (['return', 'refund'] as const).map((what) =>
      share(
        `velocity.${what}_rate_by_${by}_90d`,
        `Share of the orders of this ${by} in the last 90 days that were ${what}ed, as our own events tell, a ${what} that is decided included; unknown under ${ORDERS_FOR_RATE_MIN} orders.`,
        [`velocity.${what}ed_orders_by_${by}_90d_with_this`, `velocity.orders_by_${by}_90d`],
        ORDERS_FOR_RATE_MIN,
        'too_few_orders',
      ),
    ),
  ),
]

/** Part over whole, at most 1: a part may lie in the window and its whole just before it. */
function share(
  name: string,
  doc: string,
  from: readonly [string, string],
  least: number,
  reason: 'too_few_attempts' | 'too_few_orders',
): WindowSignalDefinition {
  return {
    name,
    type: 'double',
    doc,
    privacy: 'pseudonymous',
    from,
    compute([part, whole]): SignalValue {
      if (typeof part !== 'number' || typeof whole !== 'number') return firstUnknown(part, whole)
      return whole < least ? unknown(reason) : Math.min(1, part / whole)
    },
  }
}

function firstUnknown(...values: readonly (SignalValue | undefined)[]): SignalValue {
  return values.find((value) => typeof value !== 'number') ?? unknown('not_sent')
}
