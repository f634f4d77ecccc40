import { LINK_ENTITIES, WINDOW_ENTITIES } from '@gatehouse/contract'
import { CHUNK_RECORDS, EventArena } from '../windows/event-arena.ts'
import type { FoldedEvent } from '../windows/folded-event.ts'
import { fingerprintOf } from '../windows/key-chains.ts'
import { TIME_FLOAT, type ArenaPlan } from '../windows/window-plan.ts'
import { LINK_COUNT, LINK_HORIZON_MS, LINK_LATENESS_MS, LINKING_STREAMS } from './link-rules.ts'
import { NodeTable } from './node-table.ts'

/** Words of an event: its time, its entities, the event before it of each, and what is counted. */
export const NODES_FROM = 2
export const LINKS_FROM = NODES_FROM + LINK_COUNT
export const NAME_WORD = LINKS_FROM + LINK_COUNT
export const IP_WORD = NAME_WORD + 1
export const ID_FROM = IP_WORD + 1
const ID_WORDS = 4
export const STAMP_WORD = ID_FROM + ID_WORDS
export const STREAM_WORD = STAMP_WORD + 1
/** 88 bytes. */
const EVENT_WORDS = STREAM_WORD + 1

const PLAN: ArenaPlan = {
  perItem: false,
  words: EVENT_WORDS,
  sums: { amountFloat: -1, quantityWord: -1 },
  columns: [],
  groups: [],
  longestMs: LINK_HORIZON_MS,
  streams: LINKING_STREAMS,
  cardStreams: LINKING_STREAMS,
}

const COLUMNS = LINK_ENTITIES.map((entity) => WINDOW_ENTITIES.indexOf(entity))
const COLUMN_BITS = COLUMNS.reduce((bits, column) => bits | (1 << column), 0)
const NAME = WINDOW_ENTITIES.indexOf('person_name')
const IP = WINDOW_ENTITIES.indexOf('ip')

/** Keys of different kinds that are alike are different entities. */
const SALTS = LINK_ENTITIES.map((_, entity) => Math.imul(entity + 1, 0x9e3779b1))

/** The column of `FoldedEvent` that holds a linking entity; -1: the event has none. */
export function columnOf({ entities }: Pick<FoldedEvent, 'entities'>, entity: number): number {
  const column = COLUMNS[entity]!
  return (entities & (1 << column)) === 0 ? -1 : column
}

/** Newer events of the same entity that are looked through for one that is asked about. */
const RECALL_LOOKS_MAX = 1000

/** Whether an event has this id. */
export function isEvent(words: Uint32Array, at: number, id: ArrayLike<number>): boolean {
  for (let word = 0; word < ID_WORDS; word += 1) if (words[at + word] !== id[word]) return false
  return true
}

/** Whether an event carries anything that links. */
export function isLinkable({ entities }: Pick<FoldedEvent, 'entities'>): boolean {
  return (entities & COLUMN_BITS) !== 0
}

/** A fingerprint of the name or IP address of an event; 0: it has none. */
export function nameOf(event: FoldedEvent): number {
  return (event.entities & (1 << NAME)) === 0 ? 0 : fingerprintOf(event.lo[NAME]!)
}

export function ipOf(event: FoldedEvent): number {
  return (event.entities & (1 << IP)) === 0 ? 0 : fingerprintOf(event.lo[IP]!)
}

/**
 * Entities of one shop and the events that they were seen in together. There are no clusters here
 * that would have to be merged, and split again when something expires or turns out to be shared by
 * strangers: `LinkWalk` finds the cluster around an event by walking from it. So an event that is
 * taken back or forgotten leaves nothing behind.
 *
 * Events stand in the order in which they arrived; of each entity the newest is known, and each
 * event names the one before it, for every entity that it carries.
 */
export class LinkGraph {
  readonly arena = new EventArena(PLAN)
  readonly nodes = new NodeTable()
  #walk = 0

  get bytes(): number {
    return this.arena.bytes + this.nodes.bytes
  }

  get latestMs(): number {
    return this.arena.latestMs
  }

  /** Whether events within the horizon of this time were let go. */
  hasLost(timeMs: number): boolean {
    return this.arena.droppedThroughMs > timeMs - LINK_HORIZON_MS
  }

  /** The number of a new walk. */
  beginWalk(): number {
    this.#walk = (this.#walk + 1) >>> 0
    if (this.#walk === 0) {
      this.#walk = 1
      this.nodes.forgetMarks()
      for (const { words } of this.arena.chunks) {
        for (let at = STAMP_WORD; at < words.length; at += EVENT_WORDS) words[at] = 0
      }
    }
    return this.#walk
  }

  /** Whether an event of this kind links what it carries. */
  links(event: FoldedEvent): boolean {
    return (LINKING_STREAMS & (1 << event.stream)) !== 0 && isLinkable(event)
  }

  /**
   * Adds an event; its sequence number.
   *
   * @param id the words of its journal id
   * @param known what `nodeOf` says of each of its entities, where a walk has asked already
   */
  add(event: FoldedEvent, id: ArrayLike<number>, known?: ArrayLike<number>): number {
    const { arena, nodes } = this
    const seq = arena.append(event.timeMs, 0, 0)
    const { words } = arena.chunkOf(seq)!
    const base = arena.baseOf(seq)
    for (let entity = 0; entity < LINK_COUNT; entity += 1) {
      const column = columnOf(event, entity)
      const found = known === undefined ? this.nodeOf(event, entity) : known[entity]!
      const node =
        found !== 0 || column < 0
          ? found
          : nodes.add(this.#salted(event, column, entity), event.lo[column]!)
      words[base + NODES_FROM + entity] = node
      words[base + LINKS_FROM + entity] = node === 0 ? 0 : nodes.headOf(node)
      if (node !== 0) nodes.setHead(node, seq)
    }
    words[base + NAME_WORD] = nameOf(event)
    words[base + IP_WORD] = ipOf(event)
    for (let word = 0; word < ID_WORDS; word += 1) words[base + ID_FROM + word] = id[word]!
    words[base + STAMP_WORD] = 0
    words[base + STREAM_WORD] = event.stream
    return seq
  }

  /** Takes an event back, as if it had never been. */
  takeBack(seq: number): void {
    const chunk = this.arena.chunkOf(seq)
    if (chunk === undefined) return
    const base = this.arena.baseOf(seq)
    for (let entity = 0; entity < LINK_COUNT; entity += 1) {
      const node = chunk.words[base + NODES_FROM + entity]!
      if (node === 0) continue
      this.#unlink(node, entity, seq, chunk.words[base + LINKS_FROM + entity]!)
      chunk.words[base + NODES_FROM + entity] = 0
    }
    // A time that is no number is within no horizon.
    chunk.floats[base / 2 + TIME_FLOAT] = Number.NaN
  }

  /** Lets the oldest events go; `false`: there is but one chunk of them. */
  dropOldest(): boolean {
    const { arena, nodes } = this
    if (arena.chunks.length < 2) return false
    const chunk = arena.chunks[0]!
    const first = (arena.tailChunk * CHUNK_RECORDS) >>> 0
    for (let at = 0; at < CHUNK_RECORDS; at += 1) {
      const seq = (first + at) >>> 0
      for (let entity = 0; entity < LINK_COUNT; entity += 1) {
        const node = chunk.words[at * EVENT_WORDS + NODES_FROM + entity]!
        // Nothing newer has it: it is gone with its last event.
        if (node !== 0 && nodes.headOf(node) === seq) nodes.remove(node)
      }
    }
    arena.dropOldest()
    return true
  }

  /** Lets go what no event from `latestMs` on can reach. */
  expire(latestMs: number): void {
    const keptFromMs = latestMs - LINK_HORIZON_MS - LINK_LATENESS_MS
    while (this.arena.chunks.length > 1 && this.arena.chunks[0]!.maxTimeMs <= keptFromMs) {
      this.dropOldest()
    }
  }

  /** The number of an entity of the event; 0: it has none, or none that was seen before. */
  nodeOf(event: FoldedEvent, entity: number): number {
    const column = columnOf(event, entity)
    if (column < 0) return 0
    return this.nodes.find(this.#salted(event, column, entity), event.lo[column]!)
  }

  /**
   * Completes an event by what its record here carries and its packed form may not: its shipping
   * address, where that is kept in memory only.
   *
   * @param id the words of its journal id
   */
  recall(event: FoldedEvent, id: ArrayLike<number>): void {
    const { arena, nodes } = this
    for (let entity = 0; entity < LINK_COUNT; entity += 1) {
      const node = this.nodeOf(event, entity)
      if (node === 0) continue
      let seq = nodes.headOf(node)
      for (let looks = 0; looks < RECALL_LOOKS_MAX; looks += 1) {
        const chunk = arena.chunkOf(seq)
        if (chunk === undefined) break
        const base = arena.baseOf(seq)
        if (isEvent(chunk.words, base + ID_FROM, id)) {
          this.#complete(event, chunk.words, base)
          return
        }
        seq = chunk.words[base + LINKS_FROM + entity]!
      }
    }
  }

  #complete(event: FoldedEvent, words: Uint32Array, base: number): void {
    for (let entity = 0; entity < LINK_COUNT; entity += 1) {
      const node = words[base + NODES_FROM + entity]!
      const column = COLUMNS[entity]!
      if (node === 0 || (event.entities & (1 << column)) !== 0) continue
      event.entities |= 1 << column
      event.hi[column] = this.hiOf(node, entity)
      event.lo[column] = this.nodes.loOf(node)
    }
  }

  /** The upper half of the key of an entity, as events carry it. */
  hiOf(node: number, entity: number): number {
    return (this.nodes.hiOf(node) ^ SALTS[entity]!) >>> 0
  }

  #salted(event: FoldedEvent, column: number, entity: number): number {
    return (event.hi[column]! ^ SALTS[entity]!) >>> 0
  }

  #unlink(node: number, entity: number, seq: number, before: number): void {
    const { arena, nodes } = this
    if (nodes.headOf(node) === seq) {
      if (arena.chunkOf(before) === undefined) nodes.remove(node)
      else nodes.setHead(node, before)
      return
    }
    let at = nodes.headOf(node)
    for (;;) {
      const chunk = arena.chunkOf(at)
      if (chunk === undefined) return
      const link = arena.baseOf(at) + LINKS_FROM + entity
      if (chunk.words[link] === seq) {
        chunk.words[link] = before
        return
      }
      at = chunk.words[link]!
    }
  }
}
