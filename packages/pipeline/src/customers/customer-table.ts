import type { WindowKey } from '@gatehouse/contract'

/** What is held of one customer. */
export interface CustomerEntry {
  /** `NaN`: no order of theirs said anything. */
  readonly trust: number
  /** When the order was decided that left the trust, milliseconds since the epoch. */
  readonly asOfMs: number
  readonly flags: number
}

const ENTRY_BYTES = 4 + 4 + 4 + 6 + 1
const SIZE_FIRST = 64
/** Beyond it the table grows by half: between 21 and 32 bytes a customer. */
const LOAD_MAX = 0.9
const GROWTH = 1.5
const UINT16 = 2 ** 16

/**
 * Customers by their 64-bit key, in typed arrays: open addressing, linear probing. Nothing is ever
 * taken out alone; `keep` leaves out many at once.
 */
export class CustomerTable {
  #size = 0
  #count = 0
  #hi = new Uint32Array(0)
  #lo = new Uint32Array(0)
  #trust = new Float32Array(0)
  /** 48 bits of milliseconds, as in a UUID v7. */
  #time = new Uint16Array(0)
  /** 0: nobody stands here; else the flags and 1. */
  #flags = new Uint8Array(0)

  constructor() {
    this.#allocate(SIZE_FIRST)
  }

  get count(): number {
    return this.#count
  }

  get bytes(): number {
    return this.#size * ENTRY_BYTES
  }

  get({ hi, lo }: WindowKey): CustomerEntry | undefined {
    const at = this.#find(hi, lo)
    return this.#flags[at] === 0 ? undefined : this.#entry(at)
  }

  set({ hi, lo }: WindowKey, entry: CustomerEntry): void {
    if (this.#count + 1 > this.#size * LOAD_MAX) this.#rebuild(Math.ceil(this.#size * GROWTH))
    this.#put(hi, lo, entry)
  }

  /** Leaves out everybody of whom this is not true. */
  keep(isKept: (entry: CustomerEntry) => boolean): void {
    this.#rebuild(this.#size, isKept)
  }

  *entries(): Iterable<CustomerEntry> {
    for (let at = 0; at < this.#size; at++) if (this.#flags[at] !== 0) yield this.#entry(at)
  }

  #allocate(size: number): void {
    this.#size = size
    this.#count = 0
    this.#hi = new Uint32Array(size)
    this.#lo = new Uint32Array(size)
    this.#trust = new Float32Array(size)
    this.#time = new Uint16Array(size * 3)
    this.#flags = new Uint8Array(size)
  }

  #rebuild(size: number, isKept?: (entry: CustomerEntry) => boolean): void {
    const [before, hi, lo, flags] = [this.#size, this.#hi, this.#lo, this.#flags]
    const [trust, time] = [this.#trust, this.#time]
    this.#allocate(size)
    for (let at = 0; at < before; at++) {
      if (flags[at] === 0) continue
      const entry = entryOf(trust, time, flags, at)
      if (isKept === undefined || isKept(entry)) this.#put(hi[at]!, lo[at]!, entry)
    }
  }

  #put(hi: number, lo: number, { trust, asOfMs, flags }: CustomerEntry): void {
    const at = this.#find(hi, lo)
    if (this.#flags[at] === 0) this.#count++
    this.#hi[at] = hi
    this.#lo[at] = lo
    this.#trust[at] = trust
    this.#time[at * 3] = Math.floor(asOfMs / 2 ** 32)
    this.#time[at * 3 + 1] = Math.floor(asOfMs / UINT16) % UINT16
    this.#time[at * 3 + 2] = asOfMs % UINT16
    this.#flags[at] = flags + 1
  }

  /** Where the customer stands, or would. Keys are parts of keyed hashes: spread already. */
  #find(hi: number, lo: number): number {
    let at = lo % this.#size
    while (this.#flags[at] !== 0 && (this.#lo[at] !== lo || this.#hi[at] !== hi)) {
      at = at + 1 === this.#size ? 0 : at + 1
    }
    return at
  }

  #entry(at: number): CustomerEntry {
    return entryOf(this.#trust, this.#time, this.#flags, at)
  }
}

function entryOf(
  trust: Float32Array,
  time: Uint16Array,
  flags: Uint8Array,
  at: number,
): CustomerEntry {
  return {
    trust: trust[at]!,
    asOfMs: time[at * 3]! * 2 ** 32 + time[at * 3 + 1]! * UINT16 + time[at * 3 + 2]!,
    flags: flags[at]! - 1,
  }
}
