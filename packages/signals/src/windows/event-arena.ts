import { TIME_FLOAT, type ArenaPlan } from './window-plan.ts'

/** Records per chunk: memory is taken and given back in these steps. */
export const CHUNK_RECORDS = 4096
export const CHUNK_SHIFT = 12
export const RECORD_MASK = CHUNK_RECORDS - 1
/** Sequence numbers are 32 bits and wrap, so chunk numbers are 20 bits and wrap with them. */
const CHUNK_NUMBER_MASK = 0xfffff
/** Few records a block: a walk goes on to the end of the block in which it left its window. */
export const BLOCK_SHIFT = 3
/** A chunk begins with room for this many and doubles: a shop of few events takes little memory. */
const FIRST_RECORDS = 64

export interface Chunk {
  /** Replaced by a longer one while the chunk grows. */
  words: Uint32Array
  /** The same memory as `words`. */
  floats: Float64Array
  /** Records that there is room for, up to `CHUNK_RECORDS`. */
  room: number
  /** Per block: the latest event time of its records and of all records before them. */
  latestMs: Float64Array
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
  #bytes = 0

  constructor(plan: ArenaPlan) {
    this.plan = plan
  }

  /** Memory of all records, of those there is room for included. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether the next `append` begins a chunk, and so may use what was dropped. */
  get atChunkEnd(): boolean {
    return (this.nextSeq & RECORD_MASK) === 0
  }

  /** Memory that the next `append` takes: none, most of the time. */
  get bytesWanted(): number {
    const index = this.nextSeq & RECORD_MASK
    if (index === 0) return this.#spare === undefined ? this.#bytesOf(this.#firstRoom) : 0
    const { room } = this.chunks.at(-1)!
    return index < room ? 0 : this.#bytesOf(2 * room) - this.#bytesOf(room)
  }

  /** Latest event time of all that were ever added. */
  get latestMs(): number {
    return this.#latestMs
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
    if (index === chunk.room) this.#grow(chunk)
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
    this.forgetSpare()
    this.#spare = chunk
    return linked
  }

  /** Gives the memory of a dropped chunk back instead of keeping it for the next one. */
  forgetSpare(): void {
    if (this.#spare !== undefined) this.#bytes -= this.#bytesOf(this.#spare.room)
    this.#spare = undefined
  }

  /** A quarter of what there is already: memory grows with the events, not ahead of them. */
  get #firstRoom(): number {
    return this.chunks.length === 0
      ? FIRST_RECORDS
      : Math.min(CHUNK_RECORDS, (CHUNK_RECORDS / 4) * this.chunks.length)
  }

  #bytesOf(room: number): number {
    return this.plan.words * 4 * room + (room >>> BLOCK_SHIFT) * 8 + this.plan.groups.length * 4
  }

  #open(): void {
    const chunk = this.#spare ?? this.#allocate(this.#firstRoom)
    this.#spare = undefined
    chunk.words.fill(0)
    chunk.linked.fill(0)
    chunk.maxTimeMs = -Infinity
    this.chunks.push(chunk)
  }

  #grow(chunk: Chunk): void {
    const words = new Uint32Array(this.plan.words * chunk.room * 2)
    words.set(chunk.words)
    this.#bytes += this.#bytesOf(2 * chunk.room) - this.#bytesOf(chunk.room)
    chunk.words = words
    chunk.floats = new Float64Array(words.buffer)
    chunk.room *= 2
    const latestMs = new Float64Array(chunk.room >>> BLOCK_SHIFT)
    latestMs.set(chunk.latestMs)
    chunk.latestMs = latestMs
  }

  #allocate(room: number): Chunk {
    const words = new Uint32Array(this.plan.words * room)
    this.#bytes += this.#bytesOf(room)
    return {
      words,
      floats: new Float64Array(words.buffer),
      room,
      latestMs: new Float64Array(room >>> BLOCK_SHIFT),
      maxTimeMs: -Infinity,
      linked: new Uint32Array(this.plan.groups.length),
    }
  }
}
