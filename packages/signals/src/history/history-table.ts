/** Orders are counted by stretches of this length: a stretch is forgotten at once. */
export const HISTORY_SPAN_MS = 30 * 86_400_000
/** The running one and those before it: all of them are younger than what is rebuilt, 90 days. */
export const HISTORY_SPANS = 3

/** 8 of the key, 12 of orders, 6 of fraud among them, 2 of all fraud, 2 of the newest span. */
export const HISTORY_ENTRY_BYTES = 30
const SIZE_FIRST = 64
/** Beyond it the table grows by half: between 33 and 50 bytes an entity. */
const LOAD_MAX = 0.9
const GROWTH = 1.5
const UINT16_MAX = 65_535
/** Scores of entities when room is short: see `#scoreAt`. */
const SCORE_REPORTED = 255

export function spanOf(timeMs: number): number {
  return Math.max(0, Math.floor(timeMs / HISTORY_SPAN_MS))
}

/**
 * Entities by their 64-bit key, in typed arrays: open addressing, linear probing. Of each, orders and
 * reported orders of the newest spans, in rings. Nothing is ever taken out alone.
 */
export class HistoryTable {
  #size = 0
  #count = 0
  #hi = new Uint32Array(0)
  #lo = new Uint32Array(0)
  #orders = new Uint32Array(0)
  #fraud = new Uint16Array(0)
  /** Of all times. It stays at its highest once it is there, and so does `fraud`. */
  #reported = new Uint16Array(0)
  /** 0: nobody stands here; else the newest span seen and 1. */
  #span = new Uint16Array(0)

  constructor(size = SIZE_FIRST) {
    this.#allocate(size)
  }

  get count(): number {
    return this.#count
  }

  get bytes(): number {
    return this.#size * HISTORY_ENTRY_BYTES
  }

  get grownBytes(): number {
    return Math.ceil(this.#size * GROWTH) * HISTORY_ENTRY_BYTES
  }

  /** Whether so many more have room. */
  hasRoom(entities: number): boolean {
    return this.#count + entities <= this.#size * LOAD_MAX
  }

  /** Where the entity stands; -1: it was never seen. */
  find(hi: number, lo: number): number {
    const at = this.#probe(hi, lo)
    return this.#span[at] === 0 ? -1 : at
  }

  /** Where the entity stands from now on. There has to be room. */
  place(hi: number, lo: number, span: number): number {
    const at = this.#probe(hi, lo)
    if (this.#span[at] === 0) {
      this.#count++
      this.#hi[at] = hi
      this.#lo[at] = lo
      this.#span[at] = span + 1
    }
    return at
  }

  addOrder(at: number, span: number, change: 1 | -1): void {
    if (!this.#turnTo(at, span)) return
    const slot = at * HISTORY_SPANS + (span % HISTORY_SPANS)
    if (change > 0 || this.#orders[slot]! > 0) this.#orders[slot]! += change
  }

  addFraud(at: number, span: number, change: 1 | -1): void {
    step(this.#reported, at, change)
    if (this.#turnTo(at, span))
      step(this.#fraud, at * HISTORY_SPANS + (span % HISTORY_SPANS), change)
  }

  ordersAt(at: number, span: number): number {
    return this.#sum(this.#orders, at, span)
  }

  /** Of the orders of `ordersAt`, those that were reported. */
  fraudAt(at: number, span: number): number {
    return this.#sum(this.#fraud, at, span)
  }

  reportedAt(at: number): number {
    return this.#reported[at]!
  }

  /** Makes room, and leaves out what lies before all spans and was never reported. */
  grow(span: number): void {
    this.#rebuild(Math.ceil(this.#size * GROWTH), (at) => this.#isAlive(at, span))
  }

  /**
   * Leaves out those that say the least: first what lies before all spans, then what has the fewest
   * orders, and what was reported last of all.
   *
   * @param isSmaller the table gives a third of its bytes back, too
   */
  shrink(span: number, isSmaller: boolean): void {
    const size = isSmaller ? Math.max(SIZE_FIRST, Math.floor(this.#size / GROWTH)) : this.#size
    const keptMax = Math.floor(size / 2)
    const scores = new Uint32Array(SCORE_REPORTED + 1)
    for (let at = 0; at < this.#size; at++) {
      if (this.#isAlive(at, span)) scores[this.#scoreAt(at, span)]! += 1
    }
    let least = SCORE_REPORTED
    let above = 0
    while (least > 0 && above + scores[least]! <= keptMax) above += scores[least--]!
    // Of those with the same score as many as fit, all over the table: probing stays short.
    const share = (keptMax - above) / Math.max(1, scores[least]!)
    let due = 0
    this.#rebuild(size, (at) => {
      if (!this.#isAlive(at, span)) return false
      const score = this.#scoreAt(at, span)
      if (score !== least) return score > least
      due += share
      if (due < 1) return false
      due -= 1
      return true
    })
  }

  #scoreAt(at: number, span: number): number {
    if (this.#reported[at]! > 0) return SCORE_REPORTED
    return Math.min(this.ordersAt(at, span), SCORE_REPORTED - 1)
  }

  #isAlive(at: number, span: number): boolean {
    const newest = this.#span[at]! - 1
    return newest >= 0 && (newest > span - HISTORY_SPANS || this.#reported[at]! > 0)
  }

  /** Empties the spans between the newest one and this; false: it is too long ago to be counted. */
  #turnTo(at: number, span: number): boolean {
    const newest = this.#span[at]! - 1
    for (let each = Math.max(newest + 1, span - HISTORY_SPANS + 1); each <= span; each++) {
      const slot = at * HISTORY_SPANS + (each % HISTORY_SPANS)
      this.#orders[slot] = 0
      this.#fraud[slot] = 0
    }
    if (span > newest) this.#span[at] = span + 1
    return span > newest - HISTORY_SPANS
  }

  #sum(counts: Uint32Array | Uint16Array, at: number, span: number): number {
    const newest = this.#span[at]! - 1
    const oldest = Math.max(0, Math.max(span, newest) - HISTORY_SPANS + 1)
    let sum = 0
    for (let each = oldest; each <= newest; each++) {
      sum += counts[at * HISTORY_SPANS + (each % HISTORY_SPANS)]!
    }
    return sum
  }

  #allocate(size: number): void {
    this.#size = size
    this.#count = 0
    this.#hi = new Uint32Array(size)
    this.#lo = new Uint32Array(size)
    this.#orders = new Uint32Array(size * HISTORY_SPANS)
    this.#fraud = new Uint16Array(size * HISTORY_SPANS)
    this.#reported = new Uint16Array(size)
    this.#span = new Uint16Array(size)
  }

  #rebuild(size: number, isKept: (at: number) => boolean): void {
    const kept: number[] = []
    for (let at = 0; at < this.#size; at++) if (isKept(at)) kept.push(at)
    const [hi, lo, orders, fraud] = [this.#hi, this.#lo, this.#orders, this.#fraud]
    const [reported, span] = [this.#reported, this.#span]
    this.#allocate(size)
    for (const from of kept) {
      const at = this.place(hi[from]!, lo[from]!, span[from]! - 1)
      this.#reported[at] = reported[from]!
      for (let slot = 0; slot < HISTORY_SPANS; slot++) {
        this.#orders[at * HISTORY_SPANS + slot] = orders[from * HISTORY_SPANS + slot]!
        this.#fraud[at * HISTORY_SPANS + slot] = fraud[from * HISTORY_SPANS + slot]!
      }
    }
  }

  /** Where the entity stands, or would. Keys are parts of keyed hashes: spread already. */
  #probe(hi: number, lo: number): number {
    let at = lo % this.#size
    while (this.#span[at] !== 0 && (this.#lo[at] !== lo || this.#hi[at] !== hi)) {
      at = at + 1 === this.#size ? 0 : at + 1
    }
    return at
  }
}

/** What has reached the highest number is not known any more, and stays there. */
function step(counts: Uint16Array, at: number, change: 1 | -1): void {
  const count = counts[at]!
  if (count === UINT16_MAX || count + change < 0) return
  counts[at] = count + change
}
