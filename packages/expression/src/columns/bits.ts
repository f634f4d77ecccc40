/** One bit for each row, 32 to a word, the lowest bit first. Bits beyond the last row are 0. */
export type Bits = Uint32Array

export const ROWS_PER_WORD = 32

export function wordsFor(rows: number): number {
  return Math.ceil(rows / ROWS_PER_WORD)
}

export function bitsFor(rows: number): Bits {
  return new Uint32Array(wordsFor(rows))
}

export function setBit(bits: Bits, row: number): void {
  bits[row >>> 5]! |= 1 << (row & 31)
}

export function hasBit(bits: Bits, row: number): boolean {
  return ((bits[row >>> 5]! >>> (row & 31)) & 1) === 1
}

/** How many rows have their bit set. */
export function countBits(bits: Bits): number {
  let count = 0
  for (let index = 0; index < bits.length; index++) {
    let word = bits[index]!
    word -= (word >>> 1) & 0x55_55_55_55
    word = (word & 0x33_33_33_33) + ((word >>> 2) & 0x33_33_33_33)
    count += Math.imul((word + (word >>> 4)) & 0x0f_0f_0f_0f, 0x01_01_01_01) >>> 24
  }
  return count
}
