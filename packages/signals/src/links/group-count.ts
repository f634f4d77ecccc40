import type { EventArena } from '../windows/event-arena.ts'
import { NAME_WORD, NODES_FROM } from './link-graph.ts'
import { EVENTS_PER_ENTITY, LINK_COUNT } from './link-rules.ts'
import { SmallMap } from './small-sets.ts'

/**
 * Counts into how many groups events fall that share nothing but one entity. Events that carry
 * nothing else say nothing about who shares it, and are left out.
 */
export class GroupCount {
  readonly #parents = new Uint8Array(EVENTS_PER_ENTITY)
  readonly #firstWith = new SmallMap()
  readonly #firstNamed = new SmallMap()

  /**
   * @param entity the one that all of them share
   * @param enough the count ends there
   */
  of(arena: EventArena, seqs: ArrayLike<number>, count: number, entity: number): number {
    this.#firstWith.clear()
    this.#firstNamed.clear()
    let groups = 0
    let before: Uint32Array = NO_WORDS
    let beforeBase = 0
    for (let at = 0; at < count; at += 1) {
      const seq = seqs[at]!
      const { words } = arena.chunkOf(seq)!
      const base = arena.baseOf(seq)
      this.#parents[at] = at
      if (at > 0 && isAlike(words, base, before, beforeBase)) continue
      before = words
      beforeBase = base
      let saysAnything = false
      let merged = 0
      for (let other = 0; other < LINK_COUNT; other += 1) {
        if (other === entity) continue
        const node = words[base + NODES_FROM + other]!
        if (node === 0) continue
        saysAnything = true
        merged += this.#join(this.#firstWith.put(node, at), at)
      }
      const name = words[base + NAME_WORD]!
      if (name !== 0) {
        saysAnything = true
        merged += this.#join(this.#firstNamed.put(name, at), at)
      }
      if (saysAnything) groups += 1 - merged
    }
    return groups
  }

  /** Makes two groups one; how many there are fewer for it. */
  #join(first: number, at: number): number {
    if (first < 0) return 0
    const one = this.#rootOf(first)
    const other = this.#rootOf(at)
    if (one === other) return 0
    this.#parents[other] = one
    return 1
  }

  #rootOf(at: number): number {
    const parents = this.#parents
    let root = at
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!
      root = parents[root]!
    }
    return root
  }
}

const NO_WORDS = new Uint32Array(0)

/** Whether two events carry the very same: the second one adds no group. */
function isAlike(one: Uint32Array, base: number, other: Uint32Array, otherBase: number): boolean {
  if (one[base + NAME_WORD] !== other[otherBase + NAME_WORD]) return false
  for (let at = NODES_FROM; at < NODES_FROM + LINK_COUNT; at += 1) {
    if (one[base + at] !== other[otherBase + at]) return false
  }
  return true
}
