import { LINK_STEPS_MAX } from '@gatehouse/contract'
import type { FoldedEvent } from '../windows/folded-event.ts'
import { TIME_FLOAT } from '../windows/window-plan.ts'
import { GroupCount } from './group-count.ts'
import {
  columnOf,
  ID_FROM,
  IP_WORD,
  ipOf,
  isEvent,
  LINKS_FROM,
  NAME_WORD,
  nameOf,
  NODES_FROM,
  STAMP_WORD,
  STREAM_WORD,
  type LinkGraph,
} from './link-graph.ts'
import {
  ACCOUNT,
  ADDRESS,
  CARD,
  CLUSTER_ENTITIES_MAX,
  CLUSTER_EVENTS_MAX,
  DEVICE,
  EMAIL,
  EVENTS_PER_ENTITY,
  HUB_LIMITS,
  LINK_COUNT,
  LINK_HORIZON_MS,
  LOOKS_MAX,
  ORDER_STREAM,
  REFUND_STREAM,
  PHONE,
  RECENT_MS,
  STEPS_MAX,
} from './link-rules.ts'
import { SmallMap } from './small-sets.ts'

/** What people hold in their hands: several of them on one is what makes a ring. */
const MEANS = (1 << CARD) | (1 << DEVICE) | (1 << PHONE)

/** Hears of what a walk comes by; only who explains a cluster asks. */
export interface WalkListener {
  /** An entity, how many steps away the events are that it leads to, and the first `count` of `seqs`. */
  onEntity(
    node: number,
    entity: number,
    step: number,
    isHub: boolean,
    seqs: Uint32Array,
    count: number,
  ): void
  /** An event, how many steps away it is, and which entity led to it. */
  onEvent(seq: number, step: number, via: number): void
}

/** Of a walk from an event that was observed before. */
export interface Later {
  /** Events up to this time are found, not up to the event's own alone. */
  readonly untilMs: number
  /** Words of the id of the event itself, which is not to be found. */
  readonly except: ArrayLike<number> | null
  readonly listener: WalkListener | null
}

const NOTHING_LATER: Later = { untilMs: -Infinity, except: null, listener: null }

/**
 * Walks from an event over shared entities to the events around it, nearest first, at most
 * `LINK_STEPS_MAX` steps, past hubs and never through them. What it counts is a function of the
 * events within the horizon alone; where more hangs together than it looks at, `isPartial` says so.
 *
 * One object serves all shops: nothing outlives a walk.
 */
export class LinkWalk {
  orders = 0
  orders24h = 0
  ordersFromIp = 0
  refunds = 0
  hubs = 0
  sharedBy = 0
  /** Time of the newest event of the cluster. */
  newestMs = -Infinity
  isPartial = false
  /** Per entity: different ones in the cluster that the event does not have. */
  readonly others = new Uint32Array(LINK_COUNT)
  /** Per entity: different names seen with the event's own, this one counted. */
  readonly namesOn = new Uint32Array(LINK_COUNT)
  readonly names = new SmallMap()
  /** Numbers of the event's own entities; 0: it has none, or none that was seen before. */
  readonly own = new Uint32Array(LINK_COUNT)
  /** Entities that lead on, nearest first: what reports are looked up by. */
  followed = 0
  readonly followedNodes = new Uint32Array(CLUSTER_ENTITIES_MAX)
  readonly followedEntities = new Uint8Array(CLUSTER_ENTITIES_MAX)
  readonly followedSteps = new Uint8Array(CLUSTER_ENTITIES_MAX)

  readonly #queueNodes = new Uint32Array(CLUSTER_ENTITIES_MAX)
  readonly #queueEntities = new Uint8Array(CLUSTER_ENTITIES_MAX)
  readonly #queueSteps = new Uint8Array(CLUSTER_ENTITIES_MAX)
  #queued = 0
  readonly #seqs = new Uint32Array(EVENTS_PER_ENTITY)
  readonly #groups = new GroupCount()
  readonly #namesHere = new SmallMap()
  readonly #accountsHere = new SmallMap()
  readonly #emailsHere = new SmallMap()
  #looks = 0
  #steps = 0
  #hasMore = false
  #events = 0
  #walk = 0

  run(graph: LinkGraph, event: FoldedEvent, later: Later = NOTHING_LATER): void {
    const { except, listener } = later
    const untilMs = Math.max(event.timeMs, later.untilMs)
    this.#begin(graph, event)
    const ip = ipOf(event)
    const { arena, nodes } = graph
    for (let at = 0; at < this.#queued; at += 1) {
      const node = this.#queueNodes[at]!
      const entity = this.#queueEntities[at]!
      const step = this.#queueSteps[at]!
      const count = this.#collect(graph, node, entity, event.timeMs, untilMs, except)
      const isMeans = (MEANS & (1 << entity)) !== 0
      const isOwn = step === 1
      if (isMeans || (isOwn && entity === ADDRESS)) {
        this.#countPeople(graph, event, entity, count, isOwn)
      }
      const limit = HUB_LIMITS[entity]!
      const isHub = count > limit && this.#groups.of(arena, this.#seqs, count, entity) > limit
      listener?.onEntity(node, entity, step, isHub, this.#seqs, count)
      if (isHub) {
        this.hubs += 1
        continue
      }
      this.#follow(node, entity, step)
      // Of a hub the newest events are enough to know it for one.
      if (this.#hasMore) this.isPartial = true
      // Known from outside the horizon only: as if it were new.
      if (count === 0) continue
      const people = this.#peopleHere()
      if (isMeans && people > this.sharedBy) this.sharedBy = people
      for (let found = 0; found < count; found += 1) {
        const seq = this.#seqs[found]!
        const chunk = arena.chunkOf(seq)!
        const base = arena.baseOf(seq)
        if (chunk.words[base + STAMP_WORD] === this.#walk) continue
        if (this.#events >= CLUSTER_EVENTS_MAX) {
          this.isPartial = true
          break
        }
        chunk.words[base + STAMP_WORD] = this.#walk
        this.#events += 1
        listener?.onEvent(seq, step, node)
        const atMs = chunk.floats[base / 2 + TIME_FLOAT]!
        if (atMs > this.newestMs) this.newestMs = atMs
        const stream = chunk.words[base + STREAM_WORD]
        if (stream === REFUND_STREAM) this.refunds += 1
        if (stream === ORDER_STREAM) {
          this.orders += 1
          if (atMs > event.timeMs - RECENT_MS && atMs <= event.timeMs) this.orders24h += 1
          if (ip !== 0 && chunk.words[base + IP_WORD] === ip) this.ordersFromIp += 1
        }
        const name = chunk.words[base + NAME_WORD]!
        if (name !== 0) this.names.put(name)
        for (let other = 0; other < LINK_COUNT; other += 1) {
          const next = chunk.words[base + NODES_FROM + other]!
          if (next === 0 || !nodes.mark(next, this.#walk)) continue
          this.others[other] = this.others[other]! + 1
          if (step < LINK_STEPS_MAX) this.#enqueue(next, other, step + 1)
        }
      }
    }
  }

  #begin(graph: LinkGraph, event: FoldedEvent): void {
    this.orders = this.orders24h = this.ordersFromIp = this.refunds = this.hubs = this.sharedBy = 0
    this.newestMs = -Infinity
    this.followed = this.#queued = this.#looks = this.#steps = this.#events = 0
    this.others.fill(0)
    this.namesOn.fill(0)
    this.names.clear()
    this.isPartial = graph.hasLost(event.timeMs)
    this.#walk = graph.beginWalk()
    const name = nameOf(event)
    if (name !== 0) this.names.put(name)
    for (let entity = 0; entity < LINK_COUNT; entity += 1) {
      const node = graph.nodeOf(event, entity)
      this.own[entity] = node
      if (node !== 0) {
        graph.nodes.mark(node, this.#walk)
        this.#enqueue(node, entity, 1)
      } else if (name !== 0 && columnOf(event, entity) >= 0) this.namesOn[entity] = 1
    }
  }

  #enqueue(node: number, entity: number, step: number): void {
    if (this.#queued === CLUSTER_ENTITIES_MAX) {
      this.isPartial = true
      return
    }
    this.#queueNodes[this.#queued] = node
    this.#queueEntities[this.#queued] = entity
    this.#queueSteps[this.#queued] = step
    this.#queued += 1
  }

  #follow(node: number, entity: number, step: number): void {
    this.followedNodes[this.followed] = node
    this.followedEntities[this.followed] = entity
    this.followedSteps[this.followed] = step
    this.followed += 1
  }

  /** The newest events of an entity within the horizon, into `#seqs`; how many. */
  #collect(
    { arena, nodes }: LinkGraph,
    node: number,
    entity: number,
    timeMs: number,
    untilMs: number,
    except: ArrayLike<number> | null,
  ): number {
    const fromMs = timeMs - LINK_HORIZON_MS
    let count = 0
    this.#hasMore = false
    let seq = nodes.headOf(node)
    for (;;) {
      const chunk = arena.chunkOf(seq)
      if (chunk === undefined || arena.nothingAfter(chunk, seq, fromMs)) return count
      if (this.#steps === STEPS_MAX) {
        this.#hasMore = true
        return count
      }
      this.#steps += 1
      const base = arena.baseOf(seq)
      const atMs = chunk.floats[base / 2 + TIME_FLOAT]!
      if (
        atMs > fromMs &&
        atMs <= untilMs &&
        !(except !== null && isEvent(chunk.words, base + ID_FROM, except))
      ) {
        if (count === EVENTS_PER_ENTITY || this.#looks === LOOKS_MAX) {
          this.#hasMore = true
          return count
        }
        this.#looks += 1
        this.#seqs[count] = seq
        count += 1
      }
      seq = chunk.words[base + LINKS_FROM + entity]!
    }
  }

  /** How many names, accounts and email addresses the collected events have. */
  #countPeople(
    { arena, nodes }: LinkGraph,
    event: FoldedEvent,
    entity: number,
    count: number,
    isOwn: boolean,
  ): void {
    this.#namesHere.clear()
    this.#accountsHere.clear()
    this.#emailsHere.clear()
    let lastName = 0
    let lastAccount = 0
    let lastEmail = 0
    for (let found = 0; found < count; found += 1) {
      const seq = this.#seqs[found]!
      const { words } = arena.chunkOf(seq)!
      const base = arena.baseOf(seq)
      const name = words[base + NAME_WORD]!
      const account = words[base + NODES_FROM + ACCOUNT]!
      const email = words[base + NODES_FROM + EMAIL]!
      // Most events in a row are one person's.
      if (name !== 0 && name !== lastName) this.#namesHere.put(name)
      if (account !== 0 && account !== lastAccount) this.#accountsHere.put(nodes.loOf(account))
      if (email !== 0 && email !== lastEmail) this.#emailsHere.put(nodes.loOf(email))
      lastName = name
      lastAccount = account
      lastEmail = email
    }
    if (!isOwn) return
    const name = nameOf(event)
    if (name !== 0) this.#namesHere.put(name)
    const account = columnOf(event, ACCOUNT)
    if (account >= 0) this.#accountsHere.put(event.lo[account]!)
    const email = columnOf(event, EMAIL)
    if (email >= 0) this.#emailsHere.put(event.lo[email]!)
    this.namesOn[entity] = this.#namesHere.size
  }

  #peopleHere(): number {
    return Math.max(this.#namesHere.size, this.#accountsHere.size, this.#emailsHere.size)
  }
}
