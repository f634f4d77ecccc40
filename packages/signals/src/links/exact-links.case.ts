import {
  LINK_ENTITIES,
  LINK_STEPS_MAX,
  type LinkEntity,
  type LinkFacts,
  type WindowEvent,
} from '@gatehouse/contract'
import { HUB_GROUPS_MAX, LINK_HORIZON_MS } from './link-rules.ts'

const LINKING = ['order', 'payment_attempt', 'payment_failed', 'account_event', 'refund']
const MEANS: readonly string[] = ['card', 'device', 'phone']

type Names = ReadonlySet<string>

/** Links told by looking at every event again for every question: slow, and plain to read. */
export class ExactLinks {
  readonly #events: WindowEvent[] = []

  add(event: WindowEvent): void {
    const has = LINK_ENTITIES.some((entity) => event.keys[entity] !== undefined)
    if (has && event.stream !== null && LINKING.includes(event.stream)) this.#events.push(event)
  }

  takeBack(event: WindowEvent): void {
    const at = this.#events.indexOf(event)
    if (at >= 0) this.#events.splice(at, 1)
  }

  factsOf(event: WindowEvent): LinkFacts {
    const known = this.#events.filter(
      ({ timeMs }) => timeMs > event.timeMs - LINK_HORIZON_MS && timeMs <= event.timeMs,
    )
    const own = entitiesOf(event)
    const found = new Set<WindowEvent>()
    const reached = new Set(own)
    let frontier = own.filter((entity) => known.some((each) => entitiesOf(each).includes(entity)))
    let hubs = 0
    let sharedBy = 0
    for (let step = 1; step <= LINK_STEPS_MAX; step += 1) {
      const next: string[] = []
      for (const entity of frontier) {
        const kind = entity.split(' ')[0] as LinkEntity
        const with_ = known.filter((each) => entitiesOf(each).includes(entity))
        if (groupsOf(with_, entity).length > HUB_GROUPS_MAX[kind]) {
          hubs += 1
          continue
        }
        const here = step === 1 ? [...with_, event] : with_
        if (MEANS.includes(kind)) sharedBy = Math.max(sharedBy, peopleIn(here))
        for (const each of with_) {
          found.add(each)
          for (const other of entitiesOf(each)) {
            if (!reached.has(other)) next.push(other)
            reached.add(other)
          }
        }
      }
      frontier = next
    }
    const orders = [...found].filter(({ stream }) => stream === 'order')
    const others = (kind: LinkEntity) =>
      [...reached].filter((entity) => entity.startsWith(`${kind} `) && !own.includes(entity)).length
    const namesOn = (kind: LinkEntity) => {
      const entity = own.find((each) => each.startsWith(`${kind} `))
      if (entity === undefined || event.keys.person_name === undefined) return null
      const all = known.filter((each) => entitiesOf(each).includes(entity))
      return namesIn([...all, event], 'person_name').size
    }
    return {
      known: true,
      orders: orders.length,
      orders24h: orders.filter(({ timeMs }) => timeMs > event.timeMs - 86_400_000).length,
      ordersFromIp:
        event.keys.ip === undefined
          ? null
          : orders.filter(({ keys }) => keys.ip?.lo === event.keys.ip?.lo).length,
      refunds: [...found].filter(({ stream }) => stream === 'refund').length,
      others: Object.fromEntries(
        LINK_ENTITIES.map((kind) => [kind, others(kind)]),
      ) as LinkFacts['others'],
      names: namesIn([...found, event], 'person_name').size,
      namesOn: {
        device: namesOn('device'),
        card: namesOn('card'),
        shipping_address: namesOn('shipping_address'),
      },
      hubs,
      sharedBy,
      people: Math.max(
        namesIn([...found, event], 'person_name').size,
        [...reached].filter((entity) => entity.startsWith('account ')).length,
        [...reached].filter((entity) => entity.startsWith('email ')).length,
      ),
      shipsToOne: [...reached].filter((each) => each.startsWith('shipping_address ')).length === 1,
      quietDays:
        found.size === 0
          ? null
          : (event.timeMs - Math.max(...[...found].map(({ timeMs }) => timeMs))) / 86_400_000,
      reports: null,
      isPartial: false,
      isWithoutAddresses: false,
    }
  }
}

function entitiesOf({ keys }: WindowEvent): string[] {
  return LINK_ENTITIES.flatMap((entity) => {
    const key = keys[entity]
    return key === undefined ? [] : [`${entity} ${key.hi} ${key.lo}`]
  })
}

function namesIn(events: readonly WindowEvent[], entity: 'person_name' | LinkEntity): Names {
  return new Set(
    events.flatMap(({ keys }) => {
      const key = keys[entity]
      return key === undefined ? [] : [`${key.hi} ${key.lo}`]
    }),
  )
}

function peopleIn(events: readonly WindowEvent[]): number {
  const kinds = ['person_name', 'account', 'email'] as const
  return Math.max(...kinds.map((kind) => namesIn(events, kind).size))
}

/** Events in groups that share something besides the entity, until no two groups do. */
function groupsOf(events: readonly WindowEvent[], entity: string): Set<string>[] {
  const groups: Set<string>[] = []
  for (const event of events) {
    const name = event.keys.person_name
    const all = new Set([
      ...entitiesOf(event).filter((each) => each !== entity),
      ...(name === undefined ? [] : [`name ${name.hi} ${name.lo}`]),
    ])
    if (all.size === 0) continue
    for (let at = groups.length - 1; at >= 0; at -= 1) {
      if (![...groups[at]!].some((each) => all.has(each))) continue
      for (const each of groups[at]!) all.add(each)
      groups.splice(at, 1)
    }
    groups.push(all)
  }
  return groups
}
