import type { LinkFacts } from '@gatehouse/contract'

/** What one order that was reported, one step away, says by itself: 8 times the odds of fraud. */
const ONE_REPORT = Math.log(8)
/** Each step more halves it. */
const PER_STEP = 0.5
/** 55 times the odds: reports alone are never certainty. */
export const LINK_RISK_MAX = 4

/**
 * How much the reports of fraud in a cluster speak against an order, as natural log-odds added to
 * whatever is believed of it otherwise:
 *
 *     min(4, ln 8 * (r1 + r2 / 2 + r3 / 4) * sqrt(share))
 *     share = min(1, (r1 + r2 + r3) / orders in the cluster)
 *
 * `r1`, `r2`, `r3`: orders that were reported and are one, two, three steps away. Evidence of several
 * orders adds up, as independent evidence does in log-odds, and weakens with distance. The share
 * dampens it where most of what hangs together was never reported: a good customer of forty orders
 * is not damned by one. Its square root, because reports come weeks late: in a fresh ring few are in.
 * Nothing passes a hub (`HUB_GROUPS_MAX`), and the cap keeps any number of reports from outweighing
 * everything else.
 */
export function linkRisk({ reports: [near, second, third], orders }: LinkFacts): number {
  const count = near + second + third
  if (count === 0) return 0
  const evidence = ONE_REPORT * (near + second * PER_STEP + third * PER_STEP ** 2)
  const share = Math.min(1, count / Math.max(1, orders))
  return Math.min(LINK_RISK_MAX, evidence * Math.sqrt(share))
}

/** People in a cluster from which on it is called a ring. */
export const RING_PEOPLE = 6
/** Of whom so many share one device, card or phone number. */
export const RING_SHARED_BY = 3

/** See `links.is_ring`. */
export function isRing({ people, sharedBy }: LinkFacts): boolean {
  return people >= RING_PEOPLE && sharedBy >= RING_SHARED_BY
}
