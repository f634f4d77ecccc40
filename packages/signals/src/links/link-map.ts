import {
  LINK_ENTITIES,
  type LinkEntity,
  type WindowStream,
  WINDOW_STREAMS,
} from '@gatehouse/contract'
import { TIME_FLOAT } from '../windows/window-plan.ts'
import { idText } from './event-id.ts'
import { ID_FROM, NODES_FROM, STREAM_WORD, type LinkGraph } from './link-graph.ts'
import { LINK_COUNT } from './link-rules.ts'
import type { WalkListener } from './link-walk.ts'

/** An entity of a cluster. */
export interface MappedEntity {
  readonly entity: LinkEntity
  /** Halves of its key, the shop folded in: the same in every packed event of the shop. */
  readonly hi: number
  readonly lo: number
  /** How many steps away the events are that it leads to: 1 for the event's own. */
  readonly step: number
  /** Strangers share it, so it leads nowhere. */
  readonly isHub: boolean
  /** Events with it within the horizon, of the newest 80. */
  readonly events: number
  readonly firstMs: number
  readonly lastMs: number
  /** Position in `events` of the one that it was found in; -1: the event that was asked about. */
  readonly foundIn: number
}

/** An event of a cluster. */
export interface MappedEvent {
  /** Of its journal row. */
  readonly id: string
  readonly stream: WindowStream
  readonly timeMs: number
  readonly step: number
  /** Positions in `entities`: the one that led here first, then everything that it carries. */
  readonly via: number
  readonly entities: readonly number[]
}

/** The cluster around an event, nearest first. */
export interface LinkMap {
  readonly entities: readonly MappedEntity[]
  readonly events: readonly MappedEvent[]
  readonly isPartial: boolean
}

/** Draws the map of a walk: what a person is shown, and never what decides. */
export class MapDrawer implements WalkListener {
  readonly entities: MappedEntity[] = []
  readonly events: MappedEvent[] = []
  readonly #graph: LinkGraph
  readonly #places = new Map<number, number>()
  readonly #foundIn = new Map<number, number>()
  /** Sequence numbers of the events, whose entities are known once all are placed. */
  readonly #seqs: number[] = []

  constructor(graph: LinkGraph) {
    this.#graph = graph
  }

  onEntity(
    node: number,
    entity: number,
    step: number,
    isHub: boolean,
    seqs: Uint32Array,
    count: number,
  ): void {
    let firstMs = Infinity
    let lastMs = -Infinity
    for (let at = 0; at < count; at += 1) {
      const timeMs = this.#timeOf(seqs[at]!)
      firstMs = Math.min(firstMs, timeMs)
      lastMs = Math.max(lastMs, timeMs)
    }
    // Its events are none that the walk may see.
    if (count === 0) return
    this.#places.set(node, this.entities.length)
    this.entities.push({
      entity: LINK_ENTITIES[entity]!,
      hi: this.#graph.hiOf(node, entity),
      lo: this.#graph.nodes.loOf(node),
      step,
      isHub,
      events: count,
      firstMs,
      lastMs,
      foundIn: step === 1 ? -1 : this.#foundIn.get(node)!,
    })
  }

  onEvent(seq: number, step: number, via: number): void {
    const { words } = this.#graph.arena.chunkOf(seq)!
    const base = this.#graph.arena.baseOf(seq)
    for (let entity = 0; entity < LINK_COUNT; entity += 1) {
      const node = words[base + NODES_FROM + entity]!
      if (node === 0 || this.#places.has(node) || this.#foundIn.has(node)) continue
      this.#foundIn.set(node, this.events.length)
    }
    this.#seqs.push(seq)
    this.events.push({
      id: idText(words, base + ID_FROM),
      stream: WINDOW_STREAMS[words[base + STREAM_WORD]!]!,
      timeMs: this.#timeOf(seq),
      step,
      via: this.#places.get(via)!,
      entities: [],
    })
  }

  drawn(isPartial: boolean): LinkMap {
    const events = this.events.map((event, at) => ({ ...event, entities: this.#entitiesOf(at) }))
    return { entities: this.entities, events, isPartial }
  }

  #entitiesOf(event: number): number[] {
    const seq = this.#seqs[event]!
    const { words } = this.#graph.arena.chunkOf(seq)!
    const from = this.#graph.arena.baseOf(seq) + NODES_FROM
    return [...words.subarray(from, from + LINK_COUNT)].flatMap((node) => {
      const place = this.#places.get(node)
      return place === undefined ? [] : [place]
    })
  }

  #timeOf(seq: number): number {
    return this.#graph.arena.chunkOf(seq)!.floats[this.#graph.arena.baseOf(seq) / 2 + TIME_FLOAT]!
  }
}
