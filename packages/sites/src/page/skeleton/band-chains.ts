import { mix32 } from './hash.ts'

export interface BandChainsOptions {
  /** Words of one entry, each in a table of its own. */
  readonly bands: number
  /** Entries to make room for. */
  readonly capacity: number
  /** Entries with one word in one band that are kept; later ones are left out of that band. */
  readonly sameMax: number
}

/** Not in a chain of this band. */
const ABSENT = -2
const END = -1

/** Entries to a chain, on average: short enough to walk, long enough to keep the heads small. */
const CHAIN = 4

/** One hash table for each band of fixed words, in typed arrays, chained by entry. */
export class BandChains {
  readonly #bands: number
  readonly #sameMax: number
  #capacity: number
  #mask: number
  #heads: Int32Array
  #next: Int32Array
  #words: Uint32Array

  constructor({ bands, capacity, sameMax }: BandChainsOptions) {
    this.#bands = bands
    this.#sameMax = sameMax
    this.#capacity = capacity
    this.#mask = maskFor(capacity)
    this.#heads = new Int32Array((this.#mask + 1) * bands).fill(END)
    this.#next = new Int32Array(capacity * bands).fill(ABSENT)
    this.#words = new Uint32Array(capacity * bands)
  }

  /** Words of all entries, those of one beside each other; another array after growth. */
  get words(): Uint32Array {
    return this.#words
  }

  get memoryBytes(): number {
    return this.#heads.byteLength + this.#next.byteLength + this.#words.byteLength
  }

  /** Entries there is room for. */
  get capacity(): number {
    return this.#capacity
  }

  /** Puts an entry into every band that has room for one more of its word. */
  add(entry: number, words: Uint32Array): void {
    if (entry >= this.#capacity) this.#grow()
    this.#words.set(words, entry * this.#bands)
    for (let band = 0; band < this.#bands; band++) this.#link(entry, band)
  }

  remove(entry: number): void {
    for (let band = 0; band < this.#bands; band++) this.#unlink(entry, band)
  }

  /** Calls back with every entry that has one of these words in its band, some more than once. */
  each(words: Uint32Array, visit: (entry: number) => void): void {
    for (let band = 0; band < this.#bands; band++) {
      const word = words[band]!
      for (
        let at = this.#heads[this.#slot(word, band)]!;
        at >= 0;
        at = this.#next[at * this.#bands + band]!
      ) {
        if (this.#words[at * this.#bands + band] === word) visit(at)
      }
    }
  }

  #slot(word: number, band: number): number {
    return (mix32(word) & this.#mask) * this.#bands + band
  }

  #link(entry: number, band: number): void {
    const here = entry * this.#bands + band
    const word = this.#words[here]!
    const slot = this.#slot(word, band)
    let same = 0
    for (let at = this.#heads[slot]!; at >= 0; at = this.#next[at * this.#bands + band]!) {
      if (this.#words[at * this.#bands + band] === word && ++same >= this.#sameMax) return
    }
    this.#next[here] = this.#heads[slot]!
    this.#heads[slot] = entry
  }

  #unlink(entry: number, band: number): void {
    const here = entry * this.#bands + band
    if (this.#next[here] === ABSENT) return
    const slot = this.#slot(this.#words[here]!, band)
    if (this.#heads[slot] === entry) this.#heads[slot] = this.#next[here]!
    else {
      let at = this.#heads[slot]!
      while (this.#next[at * this.#bands + band] !== entry)
        at = this.#next[at * this.#bands + band]!
      this.#next[at * this.#bands + band] = this.#next[here]!
    }
    this.#next[here] = ABSENT
  }

  /** Twice the room; every entry is put into its chains anew, in the order of the entries. */
  #grow(): void {
    const linked = this.#next
    const old = this.#capacity
    this.#capacity *= 2
    this.#mask = maskFor(this.#capacity)
    this.#heads = new Int32Array((this.#mask + 1) * this.#bands).fill(END)
    this.#next = new Int32Array(this.#capacity * this.#bands).fill(ABSENT)
    const words = new Uint32Array(this.#capacity * this.#bands)
    words.set(this.#words)
    this.#words = words
    for (let at = 0; at < old * this.#bands; at++) {
      if (linked[at] !== ABSENT) this.#link(Math.floor(at / this.#bands), at % this.#bands)
    }
  }
}

function maskFor(capacity: number): number {
  return 2 ** Math.max(4, Math.ceil(Math.log2(Math.max(1, capacity) / CHAIN))) - 1
}
