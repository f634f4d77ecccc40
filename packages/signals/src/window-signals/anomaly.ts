import type { SignalValue } from '@gatehouse/contract'
import { poissonSigma } from '@gatehouse/scoring'
import { unknown } from '../unknown-reason.ts'
import type { WindowSignalDefinition } from './window-signal.ts'

/** Ten-minute spans in an hour, and in the week from which what is usual of a key is learned. */
const SPANS_PER_HOUR = 6
const SPANS_PER_WEEK = 7 * 24 * SPANS_PER_HOUR

/** How much more of an amount than its usual share a shop may sell: people buy other things. */
export const AMOUNT_SLACK = 1.5

/** Units of a SKU in a week under which nobody can say how it sells: a launch is no anomaly. */
export const UNITS_FOR_USUAL_MIN = 20

const SIGMA = 'as one-sided sigma of the exact Poisson tail; 0: not above what is usual'

/**
 * How unusual counts are. What is usual of a whole shop comes from its hours of the week, of a key
 * (an issuer range, a browser) from its share of the shop's last week, of an amount from its share
 * of the calmer of the last 14 days.
 */
export const anomalySignals: readonly WindowSignalDefinition[] = [
  ofShop('orders', 'Orders at the shop'),
  ofShop('attempts', 'Payment attempts at the shop'),
  ofShop('failed_payments', 'Failed payments at the shop'),
  ofKey('units', 'sku', 'orders', 'Units of this SKU (of several, the most)', UNITS_FOR_USUAL_MIN),
  ofKey('attempts', 'bin', 'attempts', 'Payment attempts with cards of this issuer range'),
  ofAmount('10m', '10 minutes', 1),
  ofKey('checkouts', 'network', 'checkouts', 'Orders and payment attempts from this network'),
  ofKey('checkouts', 'as_number', 'checkouts', 'Orders and payment attempts from this provider'),
  ofKey('checkouts', 'browser', 'checkouts', 'Orders and payment attempts with this browser'),
  ofAmount('1h', 'hour', SPANS_PER_HOUR),
  ofAmount('6h', '6 hours', 6 * SPANS_PER_HOUR),
]

function ofShop(what: string, words: string): WindowSignalDefinition {
  const count =
    what === 'failed_payments'
      ? 'velocity.failed_payments_by_shop_10m'
      : `velocity.${what}_by_shop_10m_with_this`
  return {
    name: `anomaly.${what}_by_shop_10m_sigma`,
    type: 'double',
    doc: `${words} in the last 10 minutes against what is usual in this hour, ${SIGMA}.`,
    privacy: 'pseudonymous',
    from: [count, `usual.${what}_by_shop_1h`],
    compute([now, perHour]): SignalValue {
      if (typeof now !== 'number') return now ?? unknown('not_sent')
      if (typeof perHour !== 'number') return perHour ?? unknown('not_sent')
      return toldSigma(now, perHour / SPANS_PER_HOUR)
    },
  }
}

/** @param least events in the week before under which it stays unknown */
function ofKey(
  what: string,
  by: string,
  shopCounts: string,
  words: string,
  least = 0,
): WindowSignalDefinition {
  const counts = (name: string): string[] =>
    ['10m', '7d'].map((duration) => `velocity.${name}_${duration}_with_this`)
  return {
    name: `anomaly.${what}_by_${by}_10m_sigma`,
    type: 'double',
    doc: `${words} in the last 10 minutes against its last 7 days, ${SIGMA}.`,
    privacy: 'pseudonymous',
    from: [...counts(`${what}_by_${by}`), ...counts(`${shopCounts}_by_shop`), 'usual.hour_factor'],
    compute(values): SignalValue {
      const [now, week, shopNow, shopWeek, factor] = values
      if (
        typeof now !== 'number' ||
        typeof week !== 'number' ||
        typeof shopNow !== 'number' ||
        typeof shopWeek !== 'number' ||
        typeof factor !== 'number'
      ) {
        return values.find((value) => typeof value !== 'number') ?? unknown('not_sent')
      }
      if (week - now < least) return unknown('too_little_history')
      return toldSigma(now, usualOfKey({ now, week, shopNow, shopWeek, factor }))
    },
  }
}

/** @param spans of 10 minutes */
function ofAmount(duration: string, words: string, spans: number): WindowSignalDefinition {
  return {
    name: `anomaly.checkouts_by_amount_band_${duration}_sigma`,
    type: 'double',
    doc: `Orders and payment attempts of about this amount in the last ${words} against ${AMOUNT_SLACK} times its usual share of the shop, ${SIGMA}.`,
    privacy: 'pseudonymous',
    from: [
      `velocity.checkouts_by_amount_band_${duration}_with_this`,
      'usual.checkout_share_of_amount',
      `velocity.checkouts_by_shop_${duration}_with_this`,
      'velocity.checkouts_by_shop_7d_with_this',
      'usual.hour_factor',
    ],
    compute(values): SignalValue {
      const [now, share, shopNow, shopWeek, factor] = values
      if (
        typeof now !== 'number' ||
        typeof share !== 'number' ||
        typeof shopNow !== 'number' ||
        typeof shopWeek !== 'number' ||
        typeof factor !== 'number'
      ) {
        return values.find((value) => typeof value !== 'number') ?? unknown('not_sent')
      }
      return toldSigma(now, usualOfAmount({ now, share, shopNow, shopWeek, factor, spans }))
    },
  }
}

/** Counts of the last minutes and of the last 7 days. */
export interface AmountCounts {
  readonly now: number
  readonly share: number
  readonly shopNow: number
  readonly shopWeek: number
  readonly factor: number
  readonly spans: number
}

/**
 * Events of an amount that are usual in so many spans of 10 minutes: its share of what the shop
 * usually does in this hour, or of what else it does now, whichever is more.
 */
export function usualOfAmount(counts: AmountCounts): number {
  const { now, share, shopNow, shopWeek, factor, spans } = counts
  const calm = (Math.max(0, shopWeek - shopNow) / SPANS_PER_WEEK) * spans * factor
  return AMOUNT_SLACK * share * Math.max(1, calm, shopNow - now)
}

/** Counts of the last 10 minutes and of the last 7 days, of the key and of the whole shop. */
export interface KeyCounts {
  readonly now: number
  readonly week: number
  readonly shopNow: number
  readonly shopWeek: number
  readonly factor: number
}

/**
 * Events of a key that are usual in 10 minutes: the larger of what its week makes of this hour, and
 * of its share of what the shop does now without it. The second keeps a sale, which brings more of
 * everything, from making everything an anomaly. One event more than seen: nothing is impossible.
 */
export function usualOfKey({ now, week, shopNow, shopWeek, factor }: KeyCounts): number {
  const before = Math.max(0, week - now) + 1
  const calm = (before / (SPANS_PER_WEEK - 1)) * factor
  const share = before / (Math.max(0, shopWeek - shopNow) + 1)
  return Math.max(calm, share * Math.max(0, shopNow - now))
}

/** Two digits are enough, and store well. What is usual or low is 0: only too much is told. */
function toldSigma(count: number, mean: number): number {
  return Math.round(Math.max(0, poissonSigma(count, mean)) * 100) / 100
}
