import { TIME_FLOAT, type ArenaPlan } from './window-plan.ts'

/** Records per chunk: memory is taken and given back in these steps. */
export const CHUNK_RECORDS = 4096
const CHUNK_SHIFT = 12
const RECORD_MASK = CHUNK_RECORDS - 1
/** Sequence numbers are 32 bits and wrap, so chunk numbers are 20 bits and wrap with them. */
const CHUNK_NUMBER_MASK = 0xfffff
const BLOCK_SHIFT = 6
const BLOCKS = CHUNK_RECORDS >>> BLOCK_SHIFT

export interface Chunk {
  readonly words: Uint32Array
  /** The same memory as `words`. */
  readonly floats: Float64Array
  /** Per 64 records: the latest event time of these and of all records before them. */
  readonly latestMs: Float64Array
  /** Latest event time in this chunk alone. */
  maxTimeMs: number
  /** Per group: records of this chunk in its shared chains. */
  readonly linked: Uint32Array
}

/**
 * A queue of fixed-size records in chunks of typed arrays: appended at one end, dropped a chunk at
 * a time at the other. A record is named by its sequence number; links between records are sequence
 * numbers, so dropping needs no clean-up: a link to a dropped record is recognised as dead.
 *
 * Rows, not columns: a walk touches most words of the few records it visits, and a record is one or
 * two cache lines.
 */
export class EventArena {
  readonly plan: ArenaPlan
  readonly chunks: Chunk[] = []
  /** Number of the oldest chunk. Starts at 1: sequence number 0 is dead in a new arena. */
  tailChunk = 1
  /** The sequence number the next record gets. */
  nextSeq = CHUNK_RECORDS
  /** Every event later than this is here; of those at or before it some may have been dropped. */
  droppedThroughMs = -Infinity
  #latestMs = -Infinity
  #spare: Chunk | undefined

  constructor(plan: ArenaPlan) {
    this.plan = plan
  }

  get chunkBytes(): number {
    return this.plan.words * 4 * CHUNK_RECORDS + BLOCKS * 8 + this.plan.groups.length * 4
  }

  get bytes(): number {
    return (this.chunks.length + (this.#spare === undefined ? 0 : 1)) * this.chunkBytes
  }

  /** Whether the next `reserve` begins a chunk. */
  get atChunkEnd(): boolean {
    return (this.nextSeq & RECORD_MASK) === 0
  }

  get records(): number {
    const open = this.nextSeq & RECORD_MASK
    return this.chunks.length * CHUNK_RECORDS - (open === 0 ? 0 : CHUNK_RECORDS - open)
  }

  /** The chunk that holds a record, or undefined when the record was dropped. */
  chunkOf(seq: number): Chunk | undefined {
    const at = ((seq >>> CHUNK_SHIFT) - this.tailChunk) & CHUNK_NUMBER_MASK
    return at < this.chunks.length ? this.chunks[at] : undefined
  }

  /** First word of a record within its chunk. */
  baseOf(seq: number): number {
    return (seq & RECORD_MASK) * this.plan.words
  }

  /** Whether no record up to and including this one can have a time after `timeMs`. */
  nothingAfter(chunk: Chunk, seq: number, timeMs: number): boolean {
    return (chunk.latestMs[(seq & RECORD_MASK) >>> BLOCK_SHIFT] ?? Infinity) <= timeMs
  }

  /** Adds a record without keys and links; its sequence number. */
  append(timeMs: number, amountMinor: number, quantity: number): number {
    const seq = this.nextSeq
    const index = seq & RECORD_MASK
    if (index === 0) this.#open()
    this.nextSeq = (seq + 1) >>> 0
    const chunk = this.chunks.at(-1)
    if (chunk === undefined) return seq
    const base = index * this.plan.words
    chunk.floats[base / 2 + TIME_FLOAT] = timeMs
    const { amountFloat, quantityWord } = this.plan.sums
    if (amountFloat >= 0) chunk.floats[base / 2 + amountFloat] = amountMinor
    if (quantityWord >= 0) chunk.words[base + quantityWord] = quantity
    if (timeMs > chunk.maxTimeMs) chunk.maxTimeMs = timeMs
    if (timeMs > this.#latestMs) this.#latestMs = timeMs
    chunk.latestMs[index >>> BLOCK_SHIFT] = this.#latestMs
    return seq
  }

  /** Drops the oldest chunk and tells how many records each group lost with it. */
  dropOldest(): Uint32Array | undefined {
    const chunk = this.chunks.shift()
    if (chunk === undefined) return undefined
    this.tailChunk = (this.tailChunk + 1) & CHUNK_NUMBER_MASK
    this.droppedThroughMs = Math.max(this.droppedThroughMs, chunk.maxTimeMs)
    const linked = chunk.linked.slice()
    this.#spare = chunk
    return linked
  }

  /** Gives the memory of a dropped chunk back instead of keeping it for the next one. */
  forgetSpare(): void {
    this.#spare = undefined
  }

  #open(): void {
    const chunk = this.#spare ?? this.#allocate()
    this.#spare = undefined
    chunk.words.fill(0)
    chunk.linked.fill(0)
    chunk.maxTimeMs = -Infinity
    this.chunks.push(chunk)
  }

  #allocate(): Chunk {
    const words = new Uint32Array(this.plan.words * CHUNK_RECORDS)
    return {
      words,
      floats: new Float64Array(words.buffer),
      latestMs: new Float64Array(BLOCKS),
      maxTimeMs: -Infinity,
      linked: new Uint32Array(this.plan.groups.length),
    }
  }
}
