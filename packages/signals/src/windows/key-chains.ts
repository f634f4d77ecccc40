import type { Chunk, EventArena } from './event-arena.ts'
import type { RecentTimes } from './recent-times.ts'
import type { SpanRing } from './span-ring.ts'
import type { GroupPlan } from './window-plan.ts'

/** A table begins with this many: a shop of few events takes little memory. */
const BUCKETS_FIRST = 1 << 6
/** Bits of a hash that are part of a hot key's identity. */
const IDENTITY_BITS = 14
const BUCKETS_MAX = 1 << 26
/** Records per bucket at which the table doubles. */
const LOAD_MAX = 1
/** A bucket's chain is looked through for a hot key after this many additions. */
const INSPECT_EVERY = 128
const INSPECT_FOR_TIMES_EVERY = 32
const INSPECT_STEPS_MAX = 1024
const HOT_BUCKET = 0x80

/** Live events of a key above which it gets a chain of its own; where only counts are asked, times. */
const OWN_CHAIN_ABOVE = 128
const TIMES_ABOVE = 32

/**
 * A key with many events. Its newer records are linked in a chain of their own, which ends in the
 * bucket's chain as it stood when the key became hot: other keys of the bucket do not have to walk
 * over them.
 */
export interface HotKey {
  head: number
  /** By duration, ascending; absent: counted one by one. */
  readonly rings: (SpanRing | undefined)[]
  /** Kept where windows count and do nothing else. */
  times: RecentTimes | undefined
  /** Event time of the last read; decides whose rings go first when memory is short. */
  readMs: number
}

/** The 32 bits of a key that records hold; 0 means that the event has no such entity. */
export function fingerprintOf(lo: number): number {
  return lo === 0 ? 1 : lo
}

/** Bits for the bucket, from all 64 bits of the key. */
export function hashOf(hi: number, lo: number): number {
  const hash = Math.imul(hi ^ Math.imul(lo, 0x9e3779b1), 0x85ebca6b)
  return (hash ^ (hash >>> 15)) >>> 0
}

/**
 * Finds the records of a key: a table of bucket heads, and in each record a link to the one before
 * in its bucket (the scheme of zlib's match finder). There is nothing to delete: a link to a dropped
 * record ends the chain. Two keys are taken for one when they share the 32 bits in the record and
 * the bucket at the same time: less than once in 10^12 comparisons.
 */
export class KeyChains {
  readonly hot = new Map<number, HotKey>()
  readonly #arena: EventArena
  readonly #group: number
  readonly #plan: GroupPlan
  #heads = new Uint32Array(BUCKETS_FIRST)
  /** Per bucket: additions modulo `INSPECT_EVERY`, and whether it may have a hot key. */
  #marks = new Uint8Array(BUCKETS_FIRST)
  #linked = 0

  constructor(arena: EventArena, group: number, plan: GroupPlan) {
    this.#arena = arena
    this.#group = group
    this.#plan = plan
  }

  get bytes(): number {
    return this.#heads.length * 5
  }

  headOf(hash: number): number {
    return this.#heads[hash & (this.#heads.length - 1)] ?? 0
  }

  findHot(fingerprint: number, hash: number): HotKey | undefined {
    if (this.hot.size === 0) return undefined
    const mark = this.#marks[hash & (this.#marks.length - 1)] ?? 0
    return mark < HOT_BUCKET ? undefined : this.hot.get(identityOf(fingerprint, hash))
  }

  /** Gives the key a chain of its own. */
  makeHot(fingerprint: number, hash: number): HotKey {
    const bucket = hash & (this.#heads.length - 1)
    const identity = identityOf(fingerprint, hash)
    const there = this.hot.get(identity)
    if (there !== undefined) return there
    const key: HotKey = { head: this.#heads[bucket] ?? 0, rings: [], times: undefined, readMs: 0 }
    this.hot.set(identity, key)
    this.#marks[bucket] = (this.#marks[bucket] ?? 0) | HOT_BUCKET
    return key
  }

  /** Links a record into the chain of its key; the key, when it is hot. */
  link(chunk: Chunk, base: number, seq: number, hash: number): HotKey | undefined {
    const fingerprint = chunk.words[base + this.#plan.keyWord] ?? 0
    const hot = this.findHot(fingerprint, hash)
    if (hot !== undefined) {
      chunk.words[base + this.#plan.linkWord] = hot.head
      hot.head = seq
      return hot
    }
    if (this.#linked >= this.#heads.length * LOAD_MAX) this.#double()
    const bucket = hash & (this.#heads.length - 1)
    chunk.words[base + this.#plan.linkWord] = this.#heads[bucket] ?? 0
    this.#heads[bucket] = seq
    this.#linked += 1
    chunk.linked[this.#group] = (chunk.linked[this.#group] ?? 0) + 1
    this.#mark(bucket, fingerprint, hash)
    return undefined
  }

  /** The arena dropped a chunk with so many records of the shared chains. */
  dropped(linked: number): void {
    this.#linked -= linked
  }

  /** Forgets hot keys whose own chain is gone. */
  forgetDeadKeys(): void {
    for (const [identity, key] of this.hot) {
      if (this.#arena.chunkOf(key.head) === undefined) this.hot.delete(identity)
    }
  }

  /** Every so many additions to a bucket the key just added is looked at: a hot key soon is it. */
  #mark(bucket: number, fingerprint: number, hash: number): void {
    const mark = this.#marks[bucket] ?? 0
    const additions = (mark + 1) & (INSPECT_EVERY - 1)
    this.#marks[bucket] = (mark & HOT_BUCKET) | additions
    const every = this.#plan.countsOnly ? INSPECT_FOR_TIMES_EVERY : INSPECT_EVERY
    if (additions % every === 0 && this.#isHot(bucket, fingerprint)) this.makeHot(fingerprint, hash)
  }

  #isHot(bucket: number, fingerprint: number): boolean {
    const above = this.#plan.countsOnly ? TIMES_ABOVE : OWN_CHAIN_ABOVE
    let found = 0
    let newer = this.#arena.nextSeq
    let seq = this.#heads[bucket] ?? 0
    for (let step = 0; step < INSPECT_STEPS_MAX; step += 1) {
      const chunk = this.#arena.chunkOf(seq)
      if (chunk === undefined || ((newer - seq) | 0) <= 0) return false
      const base = this.#arena.baseOf(seq)
      if (chunk.words[base + this.#plan.keyWord] === fingerprint) found += 1
      if (found > above) return true
      newer = seq
      seq = chunk.words[base + this.#plan.linkWord] ?? 0
    }
    return false
  }

  /**
   * Doubles the table by copying it twice: both halves begin with the chains as they are and part
   * from there, so no record is touched. The shared ends hold other keys' records until they expire.
   */
  #double(): void {
    const size = this.#heads.length
    if (size >= BUCKETS_MAX) return
    const heads = new Uint32Array(size * 2)
    heads.set(this.#heads)
    heads.set(this.#heads, size)
    const marks = new Uint8Array(size * 2)
    marks.set(this.#marks)
    marks.set(this.#marks, size)
    this.#heads = heads
    this.#marks = marks
  }
}

/** 46 bits of the key, whatever the size of the table. */
function identityOf(fingerprint: number, hash: number): number {
  return fingerprint * 2 ** IDENTITY_BITS + (hash & (2 ** IDENTITY_BITS - 1))
}
