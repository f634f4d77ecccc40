import type { EntityHistory, HistoryEntity, HistoryFacts, SignalValue } from '@gatehouse/contract'
import { DATED_FRAUD_ENTITIES, HISTORY_ENTITIES, LINKING_ENTITIES } from '@gatehouse/contract'
import { DAY_DECIMALS, rounded, SHARE_DECIMALS } from '../rounded.ts'
import type { SignalDefinition } from '../signal.ts'
import { FRAUD_TIMES_MAX } from '../history/fraud-times.ts'
import { NOT_SENT, unknown } from '../unknown-reason.ts'

/** How many orders the base rate of the shop counts for in a rate. */
export const RATE_PRIOR_ORDERS = 10

const WORDS: Readonly<Record<HistoryEntity, string>> = {
  email: 'email address',
  email_domain: 'registrable domain of the email address',
  card: 'card',
  account: 'account',
  device: 'device',
  phone: 'phone number',
  shipping_address: 'shipping address',
  postcode: 'billing country and postcode',
  postcode_area: 'billing country and first three characters of the postcode',
  bin: 'issuer number of the card',
  ip: 'IP address (of IPv6 the /64)',
  network: 'network (the /24 of the IP address, of IPv6 the /48)',
  seller: 'seller',
}

/** Of these nothing is kept on disk under `privacy: minimal`. */
const ADDRESSES: readonly HistoryEntity[] = [
  'shipping_address',
  'postcode',
  'postcode_area',
  'ip',
  'network',
]

const SPAN = 'the running stretch of 30 days and the two before it'

/** What became of earlier orders with the same entity, as far as it was known then. */
export const historySignals: readonly SignalDefinition[] = HISTORY_ENTITIES.flatMap((entity) => [
  {
    ...ofEntity(entity, (history) => history.orders),
    name: `history.orders_by_${entity}`,
    type: 'int',
    doc: `Earlier orders with the same ${WORDS[entity]} in ${SPAN}.`,
  },
  {
    ...ofReports(entity, (history) => history.fraud),
    name: `history.fraud_by_${entity}`,
    type: 'int',
    doc: `Other orders with the same ${WORDS[entity]} that are known as fraud by now, however old.`,
  },
  {
    ...ofReports(entity, rateOf),
    name: `history.fraud_rate_by_${entity}`,
    type: 'double',
    doc: `Share of fraud among the orders with the same ${WORDS[entity]} in ${SPAN}, drawn to the rate of the shop where there are few: (fraud + ${RATE_PRIOR_ORDERS} x base) / (orders + ${RATE_PRIOR_ORDERS}), where base is (fraud + 1) / (orders + 100) over all orders of the shop in that time.`,
  },
])

/**
 * When fraud of an entity began and when it was last seen: one that was taken over for a while is bad
 * during that time, and counts do not tell when it ended.
 */
export const fraudAgeSignals: readonly SignalDefinition[] = DATED_FRAUD_ENTITIES.flatMap(
  (entity) => [
    {
      ...ofReports(entity, ({ daysSinceFraud }) => daysOf(daysSinceFraud)),
      name: `history.days_since_fraud_by_${entity}`,
      type: 'double',
      doc: `Days from the newest order of the last 90 days with the same ${WORDS[entity]} that is known as fraud by now to this one; unknown where there is none.`,
    },
    {
      ...ofReports(entity, ({ daysSinceFirstFraud }) => daysOf(daysSinceFirstFraud)),
      name: `history.days_since_first_fraud_by_${entity}`,
      type: 'double',
      doc: `Days from the oldest order of the last 90 days with the same ${WORDS[entity]} that is known as fraud by now (of the newest ${FRAUD_TIMES_MAX}) to this one; unknown where there is none.`,
    },
  ],
)

const DATED: ReadonlySet<string> = new Set(DATED_FRAUD_ENTITIES)

function daysOf(days: number | null): SignalValue {
  return days === null ? unknown('not_applicable') : rounded(days, DAY_DECIMALS)
}

/**
 * What a report that comes in later changes in an order that is scored again: of those entities that
 * `linked.fraud_reports` goes by. Of what strangers share it stays as the order saw it.
 */
export const LATE_HISTORY_SIGNALS: readonly LateHistory[] = LINKING_ENTITIES.map((entity) => ({
  count: `history.fraud_by_${entity}`,
  others: [
    `history.fraud_rate_by_${entity}`,
    ...(DATED.has(entity)
      ? [`history.days_since_fraud_by_${entity}`, `history.days_since_first_fraud_by_${entity}`]
      : []),
  ],
}))

/** A count of reports, and what is told anew where it has changed. */
export interface LateHistory {
  readonly count: string
  readonly others: readonly string[]
}

type Pick = (history: EntityHistory, facts: HistoryFacts) => SignalValue
type Definition = Omit<SignalDefinition, 'name' | 'type' | 'doc'>

function rateOf({ orders, fraudOfThese }: EntityHistory, { baseRate }: HistoryFacts): number {
  // Orders that were let go for want of room were there all the same.
  const all = Math.max(orders, fraudOfThese)
  const rate = (fraudOfThese + RATE_PRIOR_ORDERS * baseRate) / (all + RATE_PRIOR_ORDERS)
  return rounded(rate, SHARE_DECIMALS)
}

function ofEntity(entity: HistoryEntity, pick: Pick): Definition {
  const isAddress = ADDRESSES.includes(entity)
  return {
    privacy: 'pseudonymous',
    reads: [],
    compute({ history }) {
      if (!history.known) return unknown(history.reason)
      const found = history.by[entity]
      if (found === null) return NOT_SENT
      if (isAddress && history.isWithoutAddresses) return unknown('restarted')
      return pick(found, history)
    },
  }
}

function ofReports(entity: HistoryEntity, pick: Pick): Definition {
  const isAddress = ADDRESSES.includes(entity)
  return ofEntity(entity, (history, facts) => {
    if (!facts.hasReports) return unknown('not_configured')
    if (isAddress && facts.isWithoutReportedAddresses) return unknown('not_kept')
    return pick(history, facts)
  })
}
