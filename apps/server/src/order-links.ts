import {
  SHOWN_ENTITIES_MAX,
  SHOWN_EVENTS_MAX,
  type LinkedEntity,
  type LinkedEvent,
  type OrderLinks,
} from '@gatehouse/contract'
import { isRing, type LinkMap, type MappedEntity, type ShopLinks } from '@gatehouse/signals'
import type { NewLabel, Store, StoredRecord } from '@gatehouse/store'

export interface OrderLinksParts {
  readonly store: {
    readonly reading: Pick<Store['reading'], 'record' | 'newestRescore'>
    readonly labels: Pick<Store['labels'], 'ofEach'>
  }
  readonly links: Pick<ShopLinks, 'answerOf' | 'mapOf'>
}

const KEY_DIGITS = 8
const LABEL_DIGITS = 6
const LABELS_MAX = 20
const NOTHING: LinkMap = { entities: [], events: [], isPartial: false }

/** The cluster around a stored order, with what became of its members. */
export async function orderLinks(
  { store, links }: OrderLinksParts,
  named: StoredRecord,
): Promise<OrderLinks | undefined> {
  const { shopId } = named
  const first =
    named.rescoredFrom === null ? named : await store.reading.record(shopId, named.rescoredFrom)
  if (first === undefined) return undefined
  const { id, window } = first
  const map = window === null ? NOTHING : links.mapOf(shopId, id, window)
  const facts = window === null ? null : links.answerOf(shopId, id, window, null)
  const isKnown = facts !== null && facts.known
  const events = map.events.slice(0, SHOWN_EVENTS_MAX)
  const shown = shownEntities(map, events.length)
  return {
    id: named.id,
    is_ring: isKnown && isRing(facts),
    people: isKnown ? facts.people : 0,
    is_partial: map.isPartial,
    left_out: map.events.length - events.length,
    entities: [...shown].map(([at, key]) => entityOf(map.entities[at]!, key)),
    events: await eventsOf(store, shopId, map, events.length, shown),
    edges: [
      ...[...shown].flatMap(([at, entity]) =>
        map.entities[at]!.foundIn < 0 ? [{ event: 'this', entity }] : [],
      ),
      ...events.flatMap(({ entities }, at) =>
        entities.flatMap((entity) => {
          const key = shown.get(entity)
          return key === undefined ? [] : [{ event: `o${at + 1}`, entity: key }]
        }),
      ),
    ],
  }
}

/** The order's own entities, and those that hold two events together; where each stands, its key. */
function shownEntities(map: LinkMap, eventCount: number): ReadonlyMap<number, string> {
  const carriers = new Map<number, number>()
  for (const { entities } of map.events.slice(0, eventCount)) {
    for (const entity of entities) carriers.set(entity, (carriers.get(entity) ?? 0) + 1)
  }
  const shown = new Map<number, string>()
  for (const [at, { foundIn }] of map.entities.entries()) {
    if (shown.size === SHOWN_ENTITIES_MAX) break
    if (foundIn < 0 || (carriers.get(at) ?? 0) > 1) shown.set(at, `e${shown.size + 1}`)
  }
  return shown
}

function entityOf(of: MappedEntity, key: string): LinkedEntity {
  const { entity: type, hi, foundIn, isHub, events, firstMs, lastMs, step } = of
  return {
    key,
    type,
    label: `${type} ${hi.toString(16).padStart(KEY_DIGITS, '0').slice(0, LABEL_DIGITS)}`,
    is_own: foundIn < 0,
    is_hub: isHub,
    events,
    first_seen: new Date(firstMs).toISOString(),
    last_seen: new Date(lastMs).toISOString(),
    steps: step,
  }
}

async function eventsOf(
  { reading, labels }: OrderLinksParts['store'],
  shopId: string,
  map: LinkMap,
  eventCount: number,
  shown: ReadonlyMap<number, string>,
): Promise<LinkedEvent[]> {
  const events = map.events.slice(0, eventCount)
  const records = await Promise.all(events.map(({ id }) => reading.record(shopId, id)))
  const newest = await Promise.all(
    records.map(async (record) =>
      record?.decisionJson ? ((await reading.newestRescore(shopId, record)) ?? record) : record,
    ),
  )
  const known = await labels.ofEach(
    shopId,
    records.map((record) => ({
      eventId: record?.eventId ?? null,
      transactionId: record?.transactionId ?? null,
    })),
  )
  return events.map(({ id, timeMs, step }, at): LinkedEvent => {
    const record = records[at]
    return {
      key: `o${at + 1}`,
      id,
      type: record?.eventType ?? null,
      transaction_id: record?.transactionId ?? null,
      time: new Date(timeMs).toISOString(),
      outcome: newest[at]?.outcome ?? null,
      risk_score: newest[at]?.riskScore ?? null,
      labels: labelsOf(known[at] ?? []),
      steps: step,
      path: pathTo(map, at, shown),
    }
  })
}

function labelsOf(labels: readonly NewLabel[]): LinkedEvent['labels'] {
  return labels.slice(0, LABELS_MAX).map(({ label }) => label as LinkedEvent['labels'][number])
}

/** The way from the order to an event, as the walk went it: there is no shorter one. */
function pathTo(map: LinkMap, event: number, shown: ReadonlyMap<number, string>): string[] {
  const path: string[] = []
  for (let at = event; at >= 0;) {
    const { via } = map.events[at]!
    path.unshift(shown.get(via)!)
    at = map.entities[via]!.foundIn
    if (at >= 0) path.unshift(`o${at + 1}`)
  }
  return path
}
