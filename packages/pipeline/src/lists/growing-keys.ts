const ROWS_AT_FIRST = 16

/** Keys of `width` 32-bit words with a small number and an expiry each, as they arrive. */
export class GrowingKeys {
  readonly width: number
  count = 0
  keys: Uint32Array
  ties = new Uint8Array(ROWS_AT_FIRST)
  /** Milliseconds since the epoch; `Infinity`: never. */
  expiries = new Float64Array(ROWS_AT_FIRST)

  constructor(width: number) {
    this.width = width
    this.keys = new Uint32Array(ROWS_AT_FIRST * width)
  }

  add(words: readonly number[], tie: number, expiresAtMs: number): void {
    if (this.count === this.ties.length) this.#grow()
    const at = this.count++
    for (let word = 0; word < this.width; word++) this.keys[at * this.width + word] = words[word]!
    this.ties[at] = tie
    this.expiries[at] = expiresAtMs
  }

  #grow(): void {
    const rows = this.count * 2
    const { keys, ties, expiries } = this
    this.keys = new Uint32Array(rows * this.width)
    this.keys.set(keys)
    this.ties = new Uint8Array(rows)
    this.ties.set(ties)
    this.expiries = new Float64Array(rows)
    this.expiries.set(expiries)
  }
}
