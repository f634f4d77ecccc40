/** What is known of a token at one member. Times are milliseconds since the epoch. */
export interface HistoryRow {
  orders: number
  approved: number
  fraud: number
  firstMs: number
  lastMs: number
}

const SLOTS_AT_FIRST = 1024
/** Of the slots, so many may be taken: beyond it searching gets long. */
const FULL = 0.7

/**
 * Counts by token and member, in an open hash table: 40 bytes a slot. When it holds as many rows as it
 * may, the older half is let go.
 */
export class HistoryTable {
  count = 0
  readonly #rowsMax: number
  #high = new Uint32Array(SLOTS_AT_FIRST)
  #low = new Uint32Array(SLOTS_AT_FIRST)
  /** Plus one; 0: the slot is empty. */
  #member = new Uint16Array(SLOTS_AT_FIRST)
  #orders = new Uint32Array(SLOTS_AT_FIRST)
  #approved = new Uint32Array(SLOTS_AT_FIRST)
  #fraud = new Uint32Array(SLOTS_AT_FIRST)
  #times = new Float64Array(2 * SLOTS_AT_FIRST)

  constructor(rowsMax: number) {
    this.#rowsMax = rowsMax
  }

  get(token: Uint8Array, member: number): HistoryRow | undefined {
    const at = this.#slotOf(token, member)
    return this.#member[at] === 0 ? undefined : this.#row(at)
  }

  set(token: Uint8Array, member: number, row: HistoryRow): void {
    let at = this.#slotOf(token, member)
    if (this.#member[at] === 0) {
      if (this.count >= this.#rowsMax) this.#rebuild(this.#newerHalf(), this.#member.length)
      else if (this.count + 1 > FULL * this.#member.length) {
        this.#rebuild(this.#taken(), 2 * this.#member.length)
      }
      at = this.#slotOf(token, member)
      this.count += 1
      this.#high[at] = wordAt(token, 0)
      this.#low[at] = wordAt(token, 4)
      this.#member[at] = member + 1
    }
    this.#write(at, row)
  }

  /** What every member but this one knows. */
  *others(token: Uint8Array, self: number): Generator<readonly [member: number, row: HistoryRow]> {
    const [high, low] = [wordAt(token, 0), wordAt(token, 4)]
    const mask = this.#member.length - 1
    for (let at = low & mask; this.#member[at] !== 0; at = (at + 1) & mask) {
      if (this.#high[at] !== high || this.#low[at] !== low) continue
      const member = this.#member[at]! - 1
      if (member !== self) yield [member, this.#row(at)]
    }
  }

  #slotOf(token: Uint8Array, member: number): number {
    const [high, low] = [wordAt(token, 0), wordAt(token, 4)]
    const mask = this.#member.length - 1
    let at = low & mask
    while (this.#member[at] !== 0) {
      const isSame =
        this.#high[at] === high && this.#low[at] === low && this.#member[at] === member + 1
      if (isSame) break
      at = (at + 1) & mask
    }
    return at
  }

  #row(at: number): HistoryRow {
    return {
      orders: this.#orders[at]!,
      approved: this.#approved[at]!,
      fraud: this.#fraud[at]!,
      firstMs: this.#times[2 * at]!,
      lastMs: this.#times[2 * at + 1]!,
    }
  }

  #write(at: number, { orders, approved, fraud, firstMs, lastMs }: HistoryRow): void {
    this.#orders[at] = Math.max(0, orders)
    this.#approved[at] = Math.max(0, approved)
    this.#fraud[at] = Math.max(0, fraud)
    this.#times[2 * at] = firstMs
    this.#times[2 * at + 1] = lastMs
  }

  #taken(): number[] {
    const slots: number[] = []
    for (let at = 0; at < this.#member.length; at++) if (this.#member[at] !== 0) slots.push(at)
    return slots
  }

  #newerHalf(): number[] {
    const slots = this.#taken().sort((a, b) => this.#times[2 * b + 1]! - this.#times[2 * a + 1]!)
    return slots.slice(0, slots.length >> 1)
  }

  #rebuild(kept: readonly number[], slots: number): void {
    const [high, low, member] = [this.#high, this.#low, this.#member]
    const rows = kept.map((at) => this.#row(at))
    this.#high = new Uint32Array(slots)
    this.#low = new Uint32Array(slots)
    this.#member = new Uint16Array(slots)
    this.#orders = new Uint32Array(slots)
    this.#approved = new Uint32Array(slots)
    this.#fraud = new Uint32Array(slots)
    this.#times = new Float64Array(2 * slots)
    this.count = kept.length
    for (const [n, from] of kept.entries()) {
      let at = low[from]! & (slots - 1)
      while (this.#member[at] !== 0) at = (at + 1) & (slots - 1)
      this.#high[at] = high[from]!
      this.#low[at] = low[from]!
      this.#member[at] = member[from]!
      this.#write(at, rows[n]!)
    }
  }
}

function wordAt(token: Uint8Array, at: number): number {
  return (
    ((token[at]! << 24) | (token[at + 1]! << 16) | (token[at + 2]! << 8) | token[at + 3]!) >>> 0
  )
}
