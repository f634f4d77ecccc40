import type { LinkFacts, LinkReports } from '@gatehouse/contract'

/** What one order that was reported, one step away, says by itself: 8 times the odds of fraud. */
const ONE_REPORT = Math.log(8)
/** Each step more halves it. */
const PER_STEP = 0.5
/** 55 times the odds: reports alone are never certainty. */
export const LINK_RISK_MAX = 4
/** A cluster that lay quiet for so many days says half as much. */
const HALVED_AFTER_DAYS = 30
/** Of a report whose events are out of reach: the horizon. */
const FORGOTTEN_DAYS = 90

/**
 * How much the reports of fraud in a cluster speak against an order, as natural log-odds added to
 * whatever is believed of it otherwise:
 *
 *     min(4, ln 8 * (r1 + r2 / 2 + r3 / 4) * sqrt(share) * 0.5 ^ (quiet days / 30))
 *     share = min(1, (r1 + r2 + r3) / orders in the cluster)
 *
 * `r1`, `r2`, `r3`: orders that were reported and are one, two, three steps away. Evidence of several
 * orders adds up, as independent evidence does in log-odds, and weakens with distance. The share
 * dampens it where most of what hangs together was never reported: a good customer of forty orders
 * is not damned by one. Its square root, because reports come weeks late: in a fresh ring few are in.
 * A cluster in which nothing happened for weeks says little of who turns up now: devices change
 * hands, and on a history with known fraud such orders were hardly worse than any (ADR 11). Nothing
 * passes a hub (`HUB_GROUPS_MAX`), and the cap keeps reports from outweighing everything else.
 */
export function linkRisk(
  [near, second, third]: LinkReports,
  { orders, quietDays }: Pick<LinkFacts, 'orders' | 'quietDays'>,
): number {
  const count = near + second + third
  if (count === 0) return 0
  const evidence = ONE_REPORT * (near + second * PER_STEP + third * PER_STEP ** 2)
  const share = Math.min(1, count / Math.max(1, orders))
  const faded = 0.5 ** ((quietDays ?? FORGOTTEN_DAYS) / HALVED_AFTER_DAYS)
  return Math.min(LINK_RISK_MAX, evidence * Math.sqrt(share) * faded)
}

/** So many people on one device, card or phone number are looked at closely. */
export const RING_PEOPLE = 3
/** Orders of their cluster in the 24 hours before: rings work fast, devices that change hands do not. */
export const RING_ORDERS_24H = 2
/** Fewer people whose goods all go to one address may be a household. */
export const HOUSEHOLD_PEOPLE = 6
/** As many people are a ring however slow they are. */
export const SLOW_RING_PEOPLE = 20

/** See `links.is_ring`. */
export function isRing({ people, sharedBy, orders24h, shipsToOne }: LinkFacts): boolean {
  if (sharedBy < RING_PEOPLE) return false
  if (people >= SLOW_RING_PEOPLE) return true
  return orders24h >= RING_ORDERS_24H && !(shipsToOne && people < HOUSEHOLD_PEOPLE)
}
