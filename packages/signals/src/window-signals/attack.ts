import type { SignalValue } from '@gatehouse/contract'
import { unknown } from '../unknown-reason.ts'
import type { WindowSignalDefinition } from './window-signal.ts'

/** One in a thousand million by chance. */
export const ATTACK_SIGMA = 6
/** However unusual, fewer than this is no attack. */
export const ATTACK_CHECKOUTS_MIN = 6
/** An attack of the last hour goes on only while there is another such payment in 10 minutes. */
export const ATTACK_STILL_MIN = 2
/** Of the payments that honest people try, one in ten or so fails. */
export const ATTACK_FAILED_SHARE = 0.5
/** What a share needs to speak where there is no history to compare with. */
export const ATTACK_FAILED_MIN = 10

/**
 * The kill switch: whether cards are being tested at the shop just now. Both are read anew for each
 * event from the last ten minutes, so the switch falls by itself when the attack ends.
 */
export const attackSignals: readonly WindowSignalDefinition[] = [
  {
    name: 'attack.on_amount',
    type: 'bool',
    doc: `Payments of about this amount come as in card testing: ${ATTACK_CHECKOUTS_MIN} or more in 10 minutes, or in an hour of which the last 10 minutes had ${ATTACK_STILL_MIN}, or in 6 hours of which the last had ${ATTACK_CHECKOUTS_MIN}, ${ATTACK_SIGMA} sigma above what is usual; or ${ATTACK_FAILED_MIN} of them and more, half or more of all, have failed.`,
    privacy: 'none',
    from: [
      'anomaly.checkouts_by_amount_band_10m_sigma',
      'velocity.checkouts_by_amount_band_10m_with_this',
      'velocity.failed_share_by_amount_band_10m',
      'velocity.failed_payments_by_amount_band_10m',
      'anomaly.checkouts_by_amount_band_1h_sigma',
      'velocity.checkouts_by_amount_band_1h_with_this',
      'anomaly.checkouts_by_amount_band_6h_sigma',
    ],
    compute([sigma, checkouts, share, failed, hourSigma, hourCheckouts, slowSigma]) {
      return anyOf(
        both(atLeast(sigma, ATTACK_SIGMA), atLeast(checkouts, ATTACK_CHECKOUTS_MIN)),
        both(
          atLeast(checkouts, ATTACK_STILL_MIN),
          both(atLeast(hourSigma, ATTACK_SIGMA), atLeast(hourCheckouts, ATTACK_CHECKOUTS_MIN)),
        ),
        both(atLeast(slowSigma, ATTACK_SIGMA), atLeast(hourCheckouts, ATTACK_CHECKOUTS_MIN)),
        both(atLeast(share, ATTACK_FAILED_SHARE), atLeast(failed, ATTACK_FAILED_MIN)),
      )
    },
  },
  {
    name: 'attack.on_shop',
    type: 'bool',
    doc: `Half or more of the shop's payments of the last 10 minutes failed, and ${ATTACK_FAILED_MIN} or more, ${ATTACK_SIGMA} sigma above what is usual in this hour (3 times as many where nothing is known of that).`,
    privacy: 'none',
    from: [
      'velocity.failed_share_by_shop_10m',
      'velocity.failed_payments_by_shop_10m',
      'anomaly.failed_payments_by_shop_10m_sigma',
    ],
    compute([share, failed, sigma]) {
      const isMany =
        typeof sigma === 'number'
          ? both(atLeast(failed, ATTACK_FAILED_MIN), atLeast(sigma, ATTACK_SIGMA))
          : atLeast(failed, 3 * ATTACK_FAILED_MIN)
      return both(atLeast(share, ATTACK_FAILED_SHARE), isMany)
    },
  },
]

function atLeast(value: SignalValue | undefined, least: number): SignalValue {
  return typeof value === 'number' ? value >= least : (value ?? unknown('not_sent'))
}

/** As `&&` and `||` of rules: one false settles the first, one true the second. */
function both(a: SignalValue, b: SignalValue): SignalValue {
  if (a === false || b === false) return false
  return a === true ? b : a
}

function anyOf(...values: readonly SignalValue[]): SignalValue {
  if (values.includes(true)) return true
  return values.find((value) => value !== false) ?? false
}
