/** Twice the most that is ever put in, so that it never fills. */
const SLOTS = 1024
const SLOT_MASK = SLOTS - 1

/**
 * A few hundred 32-bit numbers, each with a number of its own. Emptied by raising a stamp, not by
 * clearing; what does not fit any more is left out.
 */
export class SmallMap {
  readonly #keys = new Uint32Array(SLOTS)
  readonly #values = new Uint32Array(SLOTS)
  readonly #stamps = new Uint32Array(SLOTS)
  #stamp = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  clear(): void {
    this.#size = 0
    this.#stamp = (this.#stamp + 1) >>> 0
    if (this.#stamp !== 0) return
    this.#stamps.fill(0)
    this.#stamp = 1
  }

  /** The value that the key has already; else it gets this one, and the answer is -1. */
  put(key: number, value = 0): number {
    let at = Math.imul(key, 0x9e3779b1) >>> 22
    while (this.#stamps[at] === this.#stamp) {
      if (this.#keys[at] === key) return this.#values[at]!
      at = (at + 1) & SLOT_MASK
    }
    if (this.#size >= SLOTS / 2) return -1
    this.#size += 1
    this.#stamps[at] = this.#stamp
    this.#keys[at] = key
    this.#values[at] = value
    return -1
  }
}
