import { hashOf } from '../windows/key-chains.ts'

/** Words of a node: both halves of its key, the next of its bucket, its newest event, a stamp. */
const HI = 0
const LO = 1
const NEXT = 2
const HEAD = 3
const STAMP = 4
const NODE_WORDS = 5
const NODES_FIRST = 64

/**
 * The entities of one shop, numbered from 1: 24 bytes each with its bucket, up to twice as much right
 * after the table has grown. A hash table that grows bucket by bucket (linear
 * hashing), so that no order waits until millions of entities are placed anew.
 */
export class NodeTable {
  #words = new Uint32Array(NODES_FIRST * NODE_WORDS)
  #buckets = new Uint32Array(NODES_FIRST)
  /** Buckets in use: from a power of two to the next, one more with every node. */
  #bucketCount = 1
  #used = 0
  /** The first number that is free again; numbers that are free are linked by `NEXT`. */
  #free = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  get bytes(): number {
    return (this.#words.length + this.#buckets.length) * 4
  }

  /** The number of the entity; 0 when it was not seen. */
  find(hi: number, lo: number): number {
    const words = this.#words
    let node = this.#buckets[this.#bucketOf(hi, lo)]!
    while (node !== 0) {
      const base = (node - 1) * NODE_WORDS
      if (words[base + HI] === hi && words[base + LO] === lo) return node
      node = words[base + NEXT]!
    }
    return 0
  }

  remove(node: number): void {
    const words = this.#words
    const base = (node - 1) * NODE_WORDS
    const bucket = this.#bucketOf(words[base + HI]!, words[base + LO]!)
    const next = words[base + NEXT]!
    if (this.#buckets[bucket] === node) this.#buckets[bucket] = next
    else {
      let before = this.#buckets[bucket]!
      while (words[(before - 1) * NODE_WORDS + NEXT] !== node) {
        before = words[(before - 1) * NODE_WORDS + NEXT]!
      }
      words[(before - 1) * NODE_WORDS + NEXT] = next
    }
    words[base + NEXT] = this.#free
    this.#free = node
    this.#size -= 1
  }

  hiOf(node: number): number {
    return this.#words[(node - 1) * NODE_WORDS + HI]!
  }

  loOf(node: number): number {
    return this.#words[(node - 1) * NODE_WORDS + LO]!
  }

  /** Sequence number of the newest event of the entity. */
  headOf(node: number): number {
    return this.#words[(node - 1) * NODE_WORDS + HEAD]!
  }

  setHead(node: number, seq: number): void {
    this.#words[(node - 1) * NODE_WORDS + HEAD] = seq
  }

  /** Marks a node with the number of a walk; `false`: the walk was there already. */
  mark(node: number, walk: number): boolean {
    const at = (node - 1) * NODE_WORDS + STAMP
    if (this.#words[at] === walk) return false
    this.#words[at] = walk
    return true
  }

  /** Walks are numbered anew, from 1. */
  forgetMarks(): void {
    for (let at = STAMP; at < this.#words.length; at += NODE_WORDS) this.#words[at] = 0
  }

  /** Adds an entity that `find` does not know. */
  add(hi: number, lo: number): number {
    this.#split()
    const node = this.#take()
    const base = (node - 1) * NODE_WORDS
    const bucket = this.#bucketOf(hi, lo)
    this.#words[base + HI] = hi
    this.#words[base + LO] = lo
    this.#words[base + HEAD] = 0
    this.#words[base + STAMP] = 0
    this.#words[base + NEXT] = this.#buckets[bucket]!
    this.#buckets[bucket] = node
    this.#size += 1
    return node
  }

  #take(): number {
    if (this.#free !== 0) {
      const node = this.#free
      this.#free = this.#words[(node - 1) * NODE_WORDS + NEXT]!
      return node
    }
    this.#used += 1
    if (this.#used * NODE_WORDS > this.#words.length) this.#words = doubled(this.#words)
    return this.#used
  }

  #bucketOf(hi: number, lo: number): number {
    const hash = hashOf(hi, lo)
    const mask = maskOf(this.#bucketCount)
    const bucket = hash & mask
    return bucket < this.#bucketCount ? bucket : bucket & (mask >>> 1)
  }

  /** One bucket more, once there are as many nodes: the oldest unsplit one shares its nodes with it. */
  #split(): void {
    if (this.#size < this.#bucketCount) return
    const added = this.#bucketCount
    const source = added & (maskOf(added + 1) >>> 1)
    if (added >= this.#buckets.length) this.#buckets = doubled(this.#buckets)
    this.#bucketCount = added + 1
    let node = this.#buckets[source]!
    this.#buckets[source] = 0
    this.#buckets[added] = 0
    while (node !== 0) {
      const base = (node - 1) * NODE_WORDS
      const next = this.#words[base + NEXT]!
      const bucket = this.#bucketOf(this.#words[base + HI]!, this.#words[base + LO]!)
      this.#words[base + NEXT] = this.#buckets[bucket]!
      this.#buckets[bucket] = node
      node = next
    }
  }
}

/** All bits that numbers below `count` have. */
function maskOf(count: number): number {
  return count <= 1 ? 0 : 2 ** (32 - Math.clz32(count - 1)) - 1
}

function doubled(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(words.length * 2)
  longer.set(words)
  return longer
}
