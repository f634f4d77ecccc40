import type {
  LinkEntity,
  LinkFacts,
  LinkReports,
  SignalType,
  SignalValue,
} from '@gatehouse/contract'
import {
  HOUSEHOLD_PEOPLE,
  isRing,
  linkRisk,
  RING_ORDERS_24H,
  RING_PEOPLE,
  SLOW_RING_PEOPLE,
} from '../links/link-risk.ts'
import { rounded, SHARE_DECIMALS } from '../rounded.ts'
import type { SignalDefinition } from '../signal.ts'
import { NOT_SENT, unknown } from '../unknown-reason.ts'

/** What the docs of all of them share. */
const CLUSTER =
  'the cluster of this event (what shares an account, card, device, email, phone or shipping address with it within 90 days, up to three steps away)'

/** Events that hang together, and what became known of them. */
export const linkSignals: readonly SignalDefinition[] = [
  ofLinks('links.orders', 'int', ({ orders }) => orders, `Orders in ${CLUSTER}.`),
  ofLinks(
    'links.orders_24h',
    'int',
    ({ orders24h }) => orders24h,
    'Orders of the cluster in the 24 hours before this event.',
  ),
  ofLinks(
    'links.orders_from_ip',
    'int',
    (facts) => ofAddress(facts, facts.ordersFromIp ?? NOT_SENT),
    'Orders of the cluster from the IP address of this event. An IP address never links by itself.',
  ),
  other('links.other_accounts', 'account', 'accounts'),
  other('links.other_cards', 'card', 'cards'),
  other('links.other_devices', 'device', 'devices'),
  other('links.other_emails', 'email', 'email addresses'),
  other('links.other_phones', 'phone', 'phone numbers'),
  other('links.other_addresses', 'shipping_address', 'shipping addresses'),
  ofLinks(
    'links.names_with_this',
    'int',
    ({ names }) => names,
    'Different names in the cluster, this event counted.',
  ),
  ofLinks(
    'links.people_with_this',
    'int',
    ({ people }) => people,
    'Different names, accounts or email addresses in the cluster, whichever are most, this event counted.',
  ),
  namesOn('device', 'device'),
  namesOn('card', 'card'),
  namesOn('address', 'shipping_address'),
  ofLinks(
    'links.shared_by',
    'int',
    ({ sharedBy }) => sharedBy,
    'Most people (names, accounts or email addresses) seen with one device, card or phone number of the cluster.',
  ),
  ofLinks(
    'links.hubs',
    'int',
    ({ hubs }) => hubs,
    'Entities of the event and its cluster that too many strangers share, such as a warehouse: they link nothing.',
  ),
  ofLinks(
    'links.is_ring',
    'bool',
    isRing,
    `${RING_PEOPLE} people or more (names, accounts or email addresses) used one device, card or phone number of the cluster, this event counted, and it had ${RING_ORDERS_24H} orders or more in the 24 hours before, or has ${SLOW_RING_PEOPLE} people. Fewer than ${HOUSEHOLD_PEOPLE} people whose goods all go to one address may be a household, which is no ring.`,
  ),
  ofLinks(
    'links.fraud_reports',
    'int',
    ofReports((reports) => counted(reports)),
    'Orders up to three steps away that were reported as fraud, by a label or a dispute.',
  ),
  ofLinks(
    'links.fraud_share',
    'double',
    ofReports((reports, { orders }) =>
      orders === 0
        ? unknown('not_applicable')
        : rounded(Math.min(1, counted(reports) / orders), SHARE_DECIMALS),
    ),
    'Share of the orders in the cluster that were reported as fraud, 0 to 1.',
  ),
  ofLinks(
    'links.risk',
    'double',
    ofReports((reports, facts) => rounded(linkRisk(reports, facts), SHARE_DECIMALS)),
    'What reports of fraud in the cluster say against this event, as log-odds: ln 8 for each one step away, half for each step more, times the square root of the share reported, halved for every 30 days that the cluster lay quiet, at most 4.',
  ),
]

/** Fewer orders of a cluster say nothing about how many of them are refunded. */
export const CLUSTER_ORDERS_FOR_SHARE = 5

/** Money that was asked back among events that hang together: what tells a refund ring. */
export const linkRefundSignals: readonly SignalDefinition[] = [
  ofLinks('links.refunds', 'int', ({ refunds }) => refunds, `Refunds asked for in ${CLUSTER}.`),
  ofLinks(
    'links.refund_share',
    'double',
    ({ refunds, orders }) =>
      orders < CLUSTER_ORDERS_FOR_SHARE
        ? unknown('too_few_orders')
        : rounded(Math.min(1, refunds / orders), SHARE_DECIMALS),
    `Refunds asked for in the cluster for each of its orders, at most 1; unknown under ${CLUSTER_ORDERS_FOR_SHARE} orders.`,
  ),
]

/** What a report that comes in later changes; everything else stays as the event saw it. */
export const LATE_LINK_SIGNALS: readonly string[] = [
  'links.fraud_reports',
  'links.fraud_share',
  'links.risk',
]

function ofLinks(
  name: string,
  type: SignalType,
  pick: (facts: LinkFacts) => SignalValue,
  doc: string,
): SignalDefinition {
  return {
    name,
    type,
    doc,
    privacy: 'pseudonymous',
    reads: [],
    compute: ({ links }) => (links.known ? pick(links) : unknown(links.reason)),
  }
}

function ofReports(
  pick: (reports: LinkReports, facts: LinkFacts) => SignalValue,
): (facts: LinkFacts) => SignalValue {
  return (facts) =>
    facts.reports === null ? unknown('not_configured') : pick(facts.reports, facts)
}

function counted([near, second, third]: LinkReports): number {
  return near + second + third
}

function other(name: string, entity: LinkEntity, words: string): SignalDefinition {
  const doc = `Different ${words} in the cluster, without the one of this event.`
  const pick = ({ others }: LinkFacts) => others[entity]
  const isAddress = entity === 'shipping_address'
  return ofLinks(name, 'int', isAddress ? (facts) => ofAddress(facts, pick(facts)) : pick, doc)
}

function namesOn(name: string, entity: keyof LinkFacts['namesOn']): SignalDefinition {
  const pick = ({ namesOn: names }: LinkFacts) => names[entity] ?? NOT_SENT
  const isAddress = entity === 'shipping_address'
  return ofLinks(
    `links.names_on_${name}_with_this`,
    'int',
    isAddress ? (facts) => ofAddress(facts, pick(facts)) : pick,
    `Different names among the newest 80 events with this ${name}, this event counted.`,
  )
}

/** What cannot be told while addresses of earlier events are missing. */
function ofAddress({ isWithoutAddresses }: LinkFacts, value: SignalValue): SignalValue {
  return isWithoutAddresses && value !== NOT_SENT ? unknown('restarted') : value
}
