import type { LinkAnswer, WindowEvent } from '@gatehouse/contract'
import { CHUNK_RECORDS } from '../windows/event-arena.ts'
import { FoldedEvent, foldEvent } from '../windows/folded-event.ts'
import { decode, viewOf } from '../windows/packed-event.ts'
import { SharedMemory, type Share } from '../windows/shared-memory.ts'
import { ID_BYTES, idWords, idWordsAt } from './event-id.ts'
import { factsOf, type ReportLookup } from './link-facts.ts'
import { isLinkable, LinkGraph } from './link-graph.ts'
import { MapDrawer, type LinkMap } from './link-map.ts'
import { LINK_HORIZON_MS, LINK_LATENESS_MS } from './link-rules.ts'
import { LinkWalk } from './link-walk.ts'

export const LINK_BYTES_DEFAULT = 128 * 2 ** 20
/** Below this the first events of a single shop hardly fit. */
export const LINK_BYTES_MIN = 4 * 2 ** 20
/** Objects of one shop's graph, beside what they hold. */
const SHOP_BYTES = 4 * 1024

const NOTHING_MAPPED: LinkMap = Object.freeze({ entities: [], events: [], isPartial: false })
const NOT_SENT: LinkAnswer = Object.freeze({ known: false, reason: 'not_sent' })

/** Handle to one observed event, so that a failed commit can take it back. Opaque to callers. */
export interface LinkReservation {
  readonly kind: 'link_reservation'
}

interface Reservation extends LinkReservation {
  readonly graph: LinkGraph
  readonly seq: number
  isReleased: boolean
}

export interface LinkReading {
  readonly answer: LinkAnswer
  /** `null`: the event links nothing, so nothing was kept. */
  readonly reservation: LinkReservation | null
}

export interface LinkUsage {
  readonly bytes: number
  readonly maxBytes: number
  /** Shops that hold any. */
  readonly shops: number
  readonly entities: number
  readonly events: number
}

interface Holder extends Share {
  readonly graph: LinkGraph
}

/**
 * The links of every shop, each shop's on its own, in one memory. When it is full the shop that
 * holds the most lets its oldest events go, so a shop that holds no more than an equal part loses
 * nothing, however much another one is flooded.
 */
export class ShopLinks {
  readonly #memory: SharedMemory<Holder>
  /** Up to when a shop's links were let go as a whole. */
  readonly #lostThroughMs = new Map<string, number>()
  readonly #event = new FoldedEvent()
  readonly #walk = new LinkWalk()
  readonly #id = new Uint32Array(ID_BYTES / 4)
  #uses = 0
  #latestMs = -Infinity

  /** @throws RangeError when the memory is too small for anything. */
  constructor(maxBytes = LINK_BYTES_DEFAULT) {
    if (!(maxBytes >= LINK_BYTES_MIN)) {
      throw new RangeError(`links need at least ${LINK_BYTES_MIN} bytes of memory; raise the limit`)
    }
    this.#memory = new SharedMemory(maxBytes)
  }

  /**
   * Reads the cluster around an event as it stands, then adds the event, in one atomic step.
   *
   * @param id of the journal row that the event becomes
   */
  observe(event: WindowEvent, id: string, reports: ReportLookup | null): LinkReading {
    foldEvent(event, this.#event)
    if (!isLinkable(this.#event)) return { answer: NOT_SENT, reservation: null }
    const holder = this.#holderOf(event.shopId)
    const { graph } = holder
    this.#walk.run(graph, this.#event)
    const answer = factsOf(this.#walk, graph, this.#event, reports)
    if (!graph.links(this.#event)) return { answer, reservation: null }
    const reservation: Reservation = {
      kind: 'link_reservation',
      graph,
      seq: this.#add(holder, idWords(id, this.#id), this.#walk.own),
      isReleased: false,
    }
    return { answer, reservation }
  }

  /** Takes an observed event back, as if it had never been. Releasing twice does nothing. */
  release(reservation: LinkReservation): void {
    const mine = reservation as Reservation
    if (mine.isReleased) return
    mine.isReleased = true
    mine.graph.takeBack(mine.seq)
  }

  /**
   * Adds events of one shop from their packed form, in the order in which they arrived.
   *
   * @param ids 16 bytes for each of them
   * @returns whether all could be read
   */
  load(shopId: string, packed: Uint8Array, ids: Uint8Array): boolean {
    const holder = this.#holderOf(shopId)
    const view = viewOf(packed)
    let idAt = 0
    for (let at = 0; at < packed.length; idAt += ID_BYTES) {
      at = decode(view, at, this.#event)
      if (at < 0 || idAt >= ids.length) return false
      if (!holder.graph.links(this.#event)) continue
      this.#add(holder, idWordsAt(ids, idAt, this.#id))
    }
    return true
  }

  /**
   * What is known by now about an event that was observed before: everything since included,
   * itself left out.
   *
   * @param packed as it is kept beside its journal row
   */
  answerOf(
    shopId: string,
    id: string,
    packed: Uint8Array,
    reports: ReportLookup | null,
  ): LinkAnswer {
    const graph = this.#memory.holders.get(shopId)?.graph ?? new LinkGraph()
    if (decode(viewOf(packed), 0, this.#event) < 0 || !isLinkable(this.#event)) return NOT_SENT
    const except = idWords(id, this.#id)
    graph.recall(this.#event, except)
    this.#walk.run(graph, this.#event, { untilMs: graph.latestMs, except, listener: null })
    return factsOf(this.#walk, graph, this.#event, reports)
  }

  /**
   * The cluster around an event as it is now: everything since included, itself left out.
   */
  mapOf(shopId: string, id: string, packed: Uint8Array): LinkMap {
    const graph = this.#memory.holders.get(shopId)?.graph
    const isRead = decode(viewOf(packed), 0, this.#event) >= 0
    if (graph === undefined || !isRead || !isLinkable(this.#event)) return NOTHING_MAPPED
    const listener = new MapDrawer(graph)
    const except = idWords(id, this.#id)
    graph.recall(this.#event, except)
    this.#walk.run(graph, this.#event, { untilMs: graph.latestMs, except, listener })
    return listener.drawn(this.#walk.isPartial)
  }

  usage(): LinkUsage {
    let entities = 0
    let events = 0
    for (const { graph } of this.#memory.holders.values()) {
      entities += graph.nodes.size
      events += graph.arena.records
    }
    const { bytes, maxBytes, holders } = this.#memory
    return { bytes, maxBytes, shops: holders.size, entities, events }
  }

  #add(holder: Holder, id: Uint32Array, known?: Uint32Array): number {
    const { graph } = holder
    if (graph.arena.bytesWanted > 0 && this.#makeRoom(holder)) known = undefined
    const seq = graph.add(this.#event, id, known)
    this.#uses += 1
    holder.usedAt = this.#uses
    if (graph.latestMs > this.#latestMs) this.#latestMs = graph.latestMs
    if (this.#uses % CHUNK_RECORDS === 0) this.#expire()
    return seq
  }

  #holderOf(shopId: string): Holder {
    const known = this.#memory.holders.get(shopId)
    if (known !== undefined) return known
    const graph = new LinkGraph()
    const lostThroughMs = this.#lostThroughMs.get(shopId)
    if (lostThroughMs !== undefined) graph.arena.droppedThroughMs = lostThroughMs
    const holder: Holder = { shopId, graph, bytes: 0, usedAt: this.#uses }
    this.#memory.holders.set(shopId, holder)
    return holder
  }

  /** A shop that sends nothing any more gives back what is out of reach. */
  #expire(): void {
    const reachableFromMs = this.#latestMs - LINK_HORIZON_MS - LINK_LATENESS_MS
    for (const holder of this.#memory.holders.values()) {
      if (holder.graph.latestMs <= reachableFromMs) this.#memory.remove(holder)
      else {
        holder.graph.expire(this.#latestMs)
        this.#count(holder)
      }
    }
    for (const [shopId, throughMs] of this.#lostThroughMs) {
      if (throughMs <= reachableFromMs) this.#lostThroughMs.delete(shopId)
    }
  }

  /**
   * Makes room for the asking shop's next event, and counts what it takes.
   *
   * @returns whether something was let go: entities may be gone with it
   */
  #makeRoom(asking: Holder): boolean {
    this.#count(asking)
    let hasGiven = false
    while (this.#memory.bytes + asking.graph.arena.bytesWanted > this.#memory.maxBytes) {
      if (!this.#giveBack(asking)) break
      hasGiven = true
    }
    this.#count(asking, asking.graph.arena.bytesWanted)
    return hasGiven
  }

  #giveBack(asking: Holder): boolean {
    const largest = this.#memory.largest(asking)
    if (largest.graph.dropOldest()) {
      if (largest !== asking) largest.graph.arena.forgetSpare()
      this.#count(largest)
      return true
    }
    const gone = this.#memory.leaver(asking, largest)
    if (gone === undefined) return false
    this.#lostThroughMs.set(gone.shopId, gone.graph.latestMs)
    this.#memory.remove(gone)
    return true
  }

  #count(holder: Holder, more = 0): void {
    this.#memory.count(holder, SHOP_BYTES + holder.graph.bytes + more)
  }
}
