import { LINK_STEPS_MAX, type LinkFacts, type LinkReports } from '@gatehouse/contract'
import type { FoldedEvent } from '../windows/folded-event.ts'
import { columnOf, ipOf, nameOf, type LinkGraph } from './link-graph.ts'
import { ACCOUNT, ADDRESS, CARD, DEVICE, EMAIL, LINK_COUNT, PHONE } from './link-rules.ts'
import type { LinkWalk } from './link-walk.ts'

/** Orders of one shop that were reported as fraud, by the entities that they carry. */
export interface ReportLookup {
  /**
   * Numbers of the reported orders that carry the entity, each order always under the same number.
   *
   * @param hi the halves of its key, the shop folded in: as a packed event has it
   */
  at(hi: number, lo: number): readonly number[] | undefined
  /** The number of the order that is asked about, which is never its own evidence; -1: none. */
  readonly except: number
  /** The shop has none. */
  readonly isEmpty: boolean
}

const DAY_MS = 86_400_000

/** What a walk has found, as the signals read it. */
export function factsOf(
  walk: LinkWalk,
  graph: LinkGraph,
  event: FoldedEvent,
  reports: ReportLookup | null,
): LinkFacts {
  const of = (entity: number) => walk.others[entity]! + (columnOf(event, entity) < 0 ? 0 : 1)
  const hasName = nameOf(event) !== 0
  const { others } = walk
  const namesOn = (entity: number) =>
    hasName && columnOf(event, entity) >= 0 ? walk.namesOn[entity]! : null
  return {
    known: true,
    orders: walk.orders,
    orders24h: walk.orders24h,
    refunds: walk.refunds,
    ordersFromIp: ipOf(event) === 0 ? null : walk.ordersFromIp,
    others: {
      account: others[ACCOUNT]!,
      card: others[CARD]!,
      device: others[DEVICE]!,
      email: others[EMAIL]!,
      phone: others[PHONE]!,
      shipping_address: others[ADDRESS]!,
    },
    names: walk.names.size,
    namesOn: {
      device: namesOn(DEVICE),
      card: namesOn(CARD),
      shipping_address: namesOn(ADDRESS),
    },
    hubs: walk.hubs,
    sharedBy: walk.sharedBy,
    people: Math.max(walk.names.size, of(ACCOUNT), of(EMAIL)),
    shipsToOne: of(ADDRESS) === 1,
    quietDays:
      walk.newestMs === -Infinity ? null : Math.max(0, event.timeMs - walk.newestMs) / DAY_MS,
    reports: reports === null ? null : reportsBySteps(walk, graph, event, reports),
    isPartial: walk.isPartial,
    isWithoutAddresses: false,
  }
}

const NO_REPORTS = Object.freeze([0, 0, 0] as const)

/**
 * Each reported order once, at the fewest steps. Reports outlive the events of the walk, so the
 * event's own entities are asked about even where no event of theirs is left; those of hubs are not.
 */
function reportsBySteps(
  walk: LinkWalk,
  graph: LinkGraph,
  event: FoldedEvent,
  reports: ReportLookup,
): LinkReports {
  // By far the most frequent case costs nothing.
  if (reports.isEmpty) return NO_REPORTS
  const found: [number, number, number] = [0, 0, 0]
  const seen = new Set<number>([reports.except])
  const take = (numbers: readonly number[] | undefined, step: number) => {
    for (const number of numbers ?? []) {
      if (seen.has(number)) continue
      seen.add(number)
      found[Math.min(step, LINK_STEPS_MAX) - 1]! += 1
    }
  }
  for (let entity = 0; entity < LINK_COUNT; entity += 1) {
    const column = columnOf(event, entity)
    if (column < 0 || graph.nodeOf(event, entity) !== 0) continue
    take(reports.at(event.hi[column]!, event.lo[column]!), 1)
  }
  for (let index = 0; index < walk.followed; index += 1) {
    const node = walk.followedNodes[index]!
    const hi = graph.hiOf(node, walk.followedEntities[index]!)
    take(reports.at(hi, graph.nodes.loOf(node)), walk.followedSteps[index]!)
  }
  return found
}
